// data-confirm="…": a native dialog asks before the form is sent, the link followed or the request made.
const dialog = document.getElementById("ask");

export function ask(words) {
  if (!dialog?.showModal) return Promise.resolve(window.confirm(words));
  dialog.querySelector("#ask-words").textContent = words;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const words = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!words || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (!(await ask(words))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter ?? undefined);
  delete form.dataset.confirmed;
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  const words = event.target.dataset.confirm;
  if (!words || event.target.tagName === "FORM") return;
  event.preventDefault();
  if (await ask(words)) event.detail.issueRequest(true);
});
