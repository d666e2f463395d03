import { newKey } from "./key.js";

// A form that is on its way is not sent a second time; the button says so. Coming back to the page frees it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sending) return event.preventDefault();
  another(form, event.submitter);
  form.dataset.sending = "yes";
  const button = event.submitter ?? form.querySelector("[type=submit]");
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => free(form), 15000);
});

function free(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

addEventListener("pageshow", () => [...document.forms].forEach(free));
document.addEventListener("htmx:afterRequest", (event) => event.target.closest?.("form") && free(event.target.closest("form")));

// Sent again as it was (back button, lost connection), it is the same act, with the same key; with something else in it, it is another.
const SENT = "sent", MOST = 40, OWN = ["_key", "csrfmiddlewaretoken"];

function saysOf(form, button) {
  const values = [...new FormData(form)].filter(([name]) => !OWN.includes(name)).map(([name, value]) => [name, value.name ?? value]);
  values.unshift(["", form.getAttribute("action") ?? location.pathname]);
  return JSON.stringify(button?.name ? [...values, [button.name, button.value]] : values);
}

const wentBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

function another(form, button) {
  const key = form.elements.namedItem("_key");
  if (!key) return;
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]"), says = saysOf(form, button);
    if (wentBack()) key.value = sent.find(([, said]) => said === says)?.[0] ?? key.value; // the page came anew, what is sent did not
    const before = sent.find(([of]) => of === key.value);
    if (before && before[1] !== says) key.value = newKey();
    if (!before || before[1] !== says) sessionStorage.setItem(SENT, JSON.stringify([...sent, [key.value, says]].slice(-MOST)));
  } catch { /* full or forbidden: the key stays what it is */ }
}
