// The booking table: an appointment is dragged to another half-hour by mouse, pen or finger, or lifted with Space and carried with the arrows.
//   <div data-drag data-move-url="…" tabindex="0" aria-describedby="drag-help">…</div>      what is moved
//   <td data-drop="2026-03-02T08:30" aria-label="08:30">…</td>                              where it may go
// On dropping, `start` is posted by htmx to the move URL; `data-target` of the table is swapped with the answer.
import { newKey } from "./key.js";

const FAR = 6; // px before a press becomes a drag, so that a tap still opens
const voice = () => document.getElementById("drag-voice");
const cells = () => [...document.querySelectorAll("[data-drop]")];
let carried = null, over = null, origin = null, ghost = null;

function mark(cell) {
  over?.classList.remove("is-over");
  over = cell;
  over?.classList.add("is-over");
}

function lift(chip, how) {
  carried = { chip, how };
  chip.classList.add("is-carried");
  chip.dispatchEvent(new CustomEvent("yinuo:lift", { bubbles: true })); // the table may say where it fits
  mark(chip.closest("[data-drop]"));
  origin = over;
}

function put(drop) {
  const { chip } = carried ?? {};
  const to = over;
  mark(null);
  chip?.classList.remove("is-carried");
  ghost?.remove();
  ghost = carried = null;
  if (!drop || !chip || !to || to === origin) return;
  const table = chip.closest("[data-target]") ?? document.body;
  window.htmx.ajax("POST", chip.dataset.moveUrl, { values: { start: to.dataset.drop, ...(to.dataset.bay && { bay: to.dataset.bay }), _key: newKey() }, target: table.dataset.target ?? "body", source: chip, swap: table.dataset.swap ?? "outerHTML" });
}

document.addEventListener("pointerdown", (event) => {
  const chip = event.target.closest("[data-drag]");
  if (!chip || event.button || event.target.closest("a, button, summary") && !event.target.closest("[data-grip]")) return;
  if (event.pointerType === "touch" && !event.target.closest("[data-grip]")) return; // a finger elsewhere scrolls
  const start = [event.clientX, event.clientY];
  const move = (now) => {
    if (!carried && Math.hypot(now.clientX - start[0], now.clientY - start[1]) < FAR) return;
    if (!carried) {
      lift(chip, "pointer");
      ghost = chip.cloneNode(true);
      ghost.classList.add("drag-ghost");
      document.body.append(ghost);
    }
    ghost.style.setProperty("transform", `translate(${now.clientX + 8}px, ${now.clientY + 8}px)`);
    mark(document.elementFromPoint(now.clientX, now.clientY)?.closest("[data-drop]") ?? null);
  };
  const end = (done) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    if (carried?.how === "pointer") {
      addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
      put(done.type === "pointerup");
    }
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
});

// From one cell to the next by place on the screen, whatever the table's markup is.
function neighbour(cell, key) {
  const here = cell.getBoundingClientRect(), vertical = key === "ArrowUp" || key === "ArrowDown", forward = key === "ArrowDown" || key === "ArrowRight";
  const distance = (box) => {
    const along = vertical ? box.top - here.top : box.left - here.left, aside = Math.abs(vertical ? box.left - here.left : box.top - here.top);
    return (forward ? along : -along) > 2 ? Math.abs(along) + aside * 20 : Infinity;
  };
  return cells().map((other) => [distance(other.getBoundingClientRect()), other]).sort((a, b) => a[0] - b[0]).find(([far]) => far < Infinity)?.[1];
}

document.addEventListener("keydown", (event) => {
  const chip = event.target.closest?.("[data-drag]");
  if (carried?.how !== "keys") {
    if (!chip || event.key !== " " || event.target !== chip) return;
    event.preventDefault();
    return lift(chip, "keys");
  }
  if (event.key === "Escape") put(false);
  else if (event.key === "Enter" || event.key === " ") put(true);
  else if (event.key.startsWith("Arrow")) {
    mark(neighbour(over ?? carried.chip, event.key) ?? over);
    over?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (voice()) voice().textContent = over?.getAttribute("aria-label") ?? over?.dataset.drop ?? "";
  } else return;
  event.preventDefault();
});
