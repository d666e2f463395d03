// A signature drawn with a finger: goes into a hidden field of its form as PNG. Kept when the screen turns.
import SignaturePad from "signature_pad";

function open(box) {
  if (box.dataset.open) return;
  box.dataset.open = "yes";
  const canvas = box.querySelector("canvas"), field = box.querySelector("input[type=hidden]"), form = box.closest("form");
  const pad = new SignaturePad(canvas, { penColor: "#10151c", backgroundColor: "rgb(255,255,255)", minWidth: 1, maxWidth: 3 });

  function fit() {
    const strokes = pad.toData(), ratio = Math.max(devicePixelRatio || 1, 1), before = Number(canvas.dataset.width) || canvas.offsetWidth;
    if (!canvas.offsetWidth) return;
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    canvas.dataset.width = canvas.offsetWidth;
    const scale = canvas.offsetWidth / before;
    pad.clear();
    pad.fromData(strokes.map((stroke) => ({ ...stroke, points: stroke.points.map((p) => ({ ...p, x: p.x * scale, y: p.y * scale })) })));
  }

  const keep = () => {
    field.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
    box.classList.toggle("is-signed", !pad.isEmpty());
    box.classList.remove("is-missing");
    box.querySelector("[data-needed]").hidden = true;
  };
  pad.addEventListener("endStroke", keep);
  box.querySelector("[data-clear]").addEventListener("click", () => { pad.clear(); keep(); });
  form?.addEventListener("submit", (event) => {
    if (field.value || !("required" in box.dataset) || event.submitter?.hasAttribute("formnovalidate")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box.classList.add("is-missing");
    box.querySelector("[data-needed]").hidden = false;
    box.scrollIntoView({ block: "center" });
  }, true);
  new ResizeObserver(() => canvas.offsetWidth !== Number(canvas.dataset.width) && fit()).observe(canvas);
  fit();
}

const openAll = (root) => root.querySelectorAll("[data-signature]").forEach(open);
document.addEventListener("htmx:load", (event) => openAll(event.target));
openAll(document);
