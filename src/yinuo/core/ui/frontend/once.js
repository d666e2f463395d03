// A form that is on its way is not sent a second time; the button says so. Coming back to the page frees it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sending) return event.preventDefault();
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
