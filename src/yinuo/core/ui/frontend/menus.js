// The chosen tab is in sight on a phone.
for (const tabs of document.querySelectorAll(".tabs")) {
  const here = tabs.querySelector("[aria-current]");
  if (here && here.offsetLeft + here.offsetWidth > tabs.clientWidth) tabs.scrollLeft = here.offsetLeft - 16;
}
// Menus are <details>; a click elsewhere or Escape closes them. Rows with data-href open on a click anywhere but on a control.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const row = event.target.closest("[data-href]");
  if (row && !event.target.closest("a, button, input, label, select, summary") && !getSelection()?.toString()) location.assign(row.dataset.href);
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// The found list is walked with the arrow keys.
document.addEventListener("keydown", (event) => {
  const search = event.target.closest?.(".search");
  if (!search || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [search.querySelector("input"), ...search.querySelectorAll(".found a")];
  const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
// A filter above a list: choosing is enough.
document.addEventListener("change", (event) => event.target.closest("form[data-list]")?.requestSubmit());
