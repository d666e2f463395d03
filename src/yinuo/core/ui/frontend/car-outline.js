// Damage on the car: a tap (or Enter on a panel) sets a mark; each mark has a kind, a note and a photo.
// The form gets one hidden field with JSON [{id, x, y, zone, kind, note}] (x and y in thousandths of the outline) and files named photo-<id>.
import { newKey } from "./key.js";
import { smaller } from "./upload.js";

const WIDTH = 240, HEIGHT = 440;
const SVG = "http://www.w3.org/2000/svg";

const REACH = [0, 6, 12, 18], AROUND = [0, 45, 90, 135, 180, 225, 270, 315].map((degrees) => (degrees * Math.PI) / 180);

// The panel that was tapped, or the nearest one when the finger came down on the line between two.
function zoneNear({ target, clientX, clientY }) {
  if (target.closest("[data-marks]")) return null;
  for (const far of REACH) {
    for (const angle of AROUND) {
      const found = document.elementFromPoint(clientX + far * Math.cos(angle), clientY + far * Math.sin(angle))?.closest("[data-zone]");
      if (found) return found;
    }
  }
  return null;
}

function open(box) {
  if (box.dataset.open) return;
  box.dataset.open = "yes";
  const one = (selector) => box.querySelector(selector);
  const picture = one("svg"), list = one("[data-list]"), field = one("[data-field]"), row = one("template");
  const words = JSON.parse(one("[data-words]").textContent), fixed = box.classList.contains("is-fixed");
  const draftKey = `car:${location.pathname}:${box.dataset.name}`;
  let marks = JSON.parse(one('script[type="application/json"]:not([data-words])').textContent) || [];
  if (!fixed && !marks.length) marks = JSON.parse(sessionStorage.getItem(draftKey) || "[]");

  function keep() {
    field.value = JSON.stringify(marks);
    one("[data-none]").hidden = marks.length > 0;
    if (!fixed) sessionStorage.setItem(draftKey, field.value);
  }

  function drawMarks() {
    const group = one("[data-marks]");
    group.replaceChildren(...marks.map((mark, n) => {
      const spot = document.createElementNS(SVG, "g"), disc = document.createElementNS(SVG, "circle"), number = document.createElementNS(SVG, "text");
      spot.setAttribute("transform", `translate(${(mark.x * WIDTH) / 1000} ${(mark.y * HEIGHT) / 1000})`);
      disc.setAttribute("r", "11");
      number.setAttribute("dy", "4.5");
      number.textContent = n + 1;
      spot.append(disc, number);
      return spot;
    }));
  }

  function drawRow(mark, n) {
    const item = row.content.firstElementChild.cloneNode(true), part = (selector) => item.querySelector(selector);
    part("[data-number]").textContent = n + 1;
    part("[data-zone-word]").textContent = words.zones[mark.zone] ?? "";
    if (fixed) {
      part("[data-kind-word]").textContent = words.kinds[mark.kind] ?? "";
      part("[data-note-word]").textContent = mark.note ?? "";
      return item;
    }
    for (const kind of item.querySelectorAll("[data-kind]")) {
      kind.name = `kind-${mark.id}`;
      kind.checked = kind.value === mark.kind;
      kind.addEventListener("change", () => { mark.kind = kind.value; keep(); });
    }
    const note = part("[data-note]"), photo = part("[data-photo]");
    note.id = `note-${mark.id}`;
    part("[data-note-label]").htmlFor = note.id;
    note.value = mark.note ?? "";
    note.addEventListener("input", () => { mark.note = note.value; keep(); });
    photo.name = `photo-${mark.id}`;
    photo.addEventListener("change", () => shrink(photo, part("[data-preview]")));
    part("[data-remove]").addEventListener("click", () => remove(mark, item));
    return item;
  }

  async function shrink(input, preview) {
    const [file] = input.files;
    if (!file) return;
    const small = await smaller(file), carrier = new DataTransfer();
    carrier.items.add(small);
    input.files = carrier.files;
    preview.src = URL.createObjectURL(small);
    preview.hidden = false;
  }

  // Rows are added and removed singly: a file that was chosen lives in its row.
  function add(mark) {
    marks.push(mark);
    list.append(drawRow(mark, marks.length - 1));
    drawMarks();
    keep();
  }

  function remove(mark, item) {
    marks = marks.filter((other) => other !== mark);
    item.remove();
    [...list.children].forEach((other, n) => (other.querySelector("[data-number]").textContent = n + 1));
    drawMarks();
    keep();
  }

  function place(zone, clientX, clientY) {
    const frame = picture.getBoundingClientRect();
    const scale = Math.min(frame.width / WIDTH, frame.height / HEIGHT), left = frame.left + (frame.width - WIDTH * scale) / 2, top = frame.top + (frame.height - HEIGHT * scale) / 2;
    const thousandth = (value) => Math.max(0, Math.min(1000, Math.round(value * 1000)));
    add({ id: newKey().replaceAll("-", "").slice(0, 12), x: thousandth((clientX - left) / (WIDTH * scale)), y: thousandth((clientY - top) / (HEIGHT * scale)), zone, kind: "scratch", note: "" });
  }

  if (!fixed) {
    picture.addEventListener("click", (event) => {
      const zone = zoneNear(event);
      if (zone) place(zone.dataset.zone, event.clientX, event.clientY);
    });
    picture.addEventListener("keydown", (event) => {
      const zone = event.target.closest("[data-zone]");
      if (!zone || !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      const area = zone.getBoundingClientRect();
      place(zone.dataset.zone, area.left + area.width / 2, area.top + area.height / 2);
    });
    box.closest("form")?.addEventListener("submit", () => sessionStorage.removeItem(draftKey));
  }
  marks.forEach((mark, n) => list.append(drawRow(mark, n)));
  drawMarks();
  keep();
}

const openAll = (root) => root.querySelectorAll("[data-car]").forEach(open);
document.addEventListener("htmx:load", (event) => openAll(event.target));
openAll(document);
