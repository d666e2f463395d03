// What was typed is never lost: kept per form, under the address that it is sent to (a refused form is seen under that address, too), while typing, brought back after a refusal, "back" or a new sign-in, dropped after success.
// Leave a form out with data-no-draft (passwords and PINs are never kept anyway).
const PREFIX = "draft:";
const AGE = 3 * 86400e3;
const wanted = (form) => form.method === "post" && !("noDraft" in form.dataset) && !form.classList.contains("act") && !form.querySelector("[type=password]");
const keyOf = (form) => PREFIX + new URL(form.getAttribute("action") || "", location.href).pathname + "#" + form.getAttribute("id");
const kept = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.autocomplete !== "one-time-code" && !("noDraft" in field.dataset);

export function typed(form) {
  const values = [];
  for (const field of form.elements) {
    if (!kept(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") values.push([field.name, field.value, field.checked]);
    else if (field.type === "select-multiple") for (const option of field.options) values.push([field.name, option.value, option.selected]);
    else values.push([field.name, field.value]);
  }
  return values;
}

export function restore(form, values) {
  let changed = false;
  const places = new Map();
  for (const [name, value, on] of values) {
    const nth = places.get(name) ?? 0;
    const candidates = [...form.elements].filter((field) => field.name === name && kept(field));
    if (on === undefined) {
      const field = candidates[nth];
      places.set(name, nth + 1);
      if (field && field.value !== value) { field.value = value; changed = true; }
      continue;
    }
    for (const field of candidates) {
      const item = field.type === "select-multiple" ? [...field.options].find((option) => option.value === value) : field.value === value ? field : null;
      const property = field.type === "select-multiple" ? "selected" : "checked";
      if (item && item[property] !== on) { item[property] = on; changed = true; }
    }
  }
  return changed;
}

const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const write = (key, draft) => { try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* full or forbidden: typing goes on */ } };

function note(form) {
  const words = document.body.dataset.sayKept;
  if (words) document.dispatchEvent(new CustomEvent("yinuo:toast", { detail: { words, tone: "busy" } }));
  form.dispatchEvent(new CustomEvent("yinuo:restored", { bubbles: true }));
}

function open(root) {
  for (const form of root.querySelectorAll?.("form") ?? []) {
    if (!wanted(form)) continue;
    const draft = read(keyOf(form));
    if (draft && !refused(form) && restore(form, draft.values)) note(form);
  }
}

// How this page was reached says what became of a form that was sent: a redirect after it means that it was accepted.
function sweep() {
  const reached = performance.getEntriesByType?.("navigation")[0];
  const accepted = reached?.type === "navigate" && reached.redirectCount > 0 && !("keepDrafts" in document.body.dataset);
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const draft = read(key);
    if (!draft || Date.now() - draft.at > AGE || (draft.sent && accepted)) localStorage.removeItem(key);
    else if (draft.sent) write(key, { ...draft, sent: 0 });
  }
}

// A form that came back refused holds what the server returned; the draft must not undo a correction made there.
const refused = (form) => Boolean(form.querySelector(".is-invalid, .field-error, [aria-invalid=true], .errorlist"));

let timer = 0;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !wanted(form)) return;
  clearTimeout(timer);
  timer = setTimeout(() => write(keyOf(form), { at: Date.now(), values: typed(form) }), 150);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !wanted(form)) return;
  clearTimeout(timer);
  write(keyOf(form), { at: Date.now(), sent: Date.now(), values: typed(form) });
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (!form || !wanted(form)) return;
  if (event.detail.successful) localStorage.removeItem(keyOf(form));
  else write(keyOf(form), { at: Date.now(), values: typed(form) });
});
document.addEventListener("htmx:load", (event) => open(event.target));

sweep();
open(document);
