// A sheet of points: how many have a grade, "the rest is in order" in one tap, and a note and a photo asked for where something is wrong.
const groups = (form) => {
  const found = new Map();
  for (const input of document.querySelectorAll(`.grades input[form="${form}"]`)) found.set(input.name, [...(found.get(input.name) ?? []), input]);
  return [...found.values()];
};

function count() {
  for (const words of document.querySelectorAll("[data-graded]")) {
    const all = groups(words.dataset.graded), done = all.filter((inputs) => inputs.some((input) => input.checked)).length;
    words.textContent = `${done} / ${all.length}`;
    words.hidden = false;
    document.querySelector(`[data-rest="${words.dataset.graded}"]`).hidden = done === all.length;
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(".grades input")) return;
  if ("opens" in event.target.dataset) event.target.closest("[data-point]").querySelector("details").open = true;
  count();
});
document.addEventListener("click", (event) => {
  const rest = event.target.closest("[data-rest]");
  if (!rest) return;
  const open = groups(rest.dataset.rest).filter((inputs) => !inputs.some((input) => input.checked));
  for (const [first] of open) first.checked = true;
  open[0]?.[0].dispatchEvent(new Event("change", { bubbles: true }));
});
count();
