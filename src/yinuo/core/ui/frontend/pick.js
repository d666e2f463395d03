// Words that are tapped instead of typed: <div data-fill="id"> adds its buttons' words to the field. A photo that was chosen is seen before it is sent.
document.addEventListener("click", (event) => {
  const knob = event.target.closest("[data-fill] button");
  if (!knob) return;
  const field = document.getElementById(knob.parentElement.dataset.fill);
  const gap = field.value && !/[\s，、]$/.test(field.value) && document.documentElement.lang === "en" ? " " : "";
  field.value += gap + knob.textContent.trim();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("input[data-preview]")) return;
  const button = event.target.closest(".photo-button");
  for (const old of button.parentElement.querySelectorAll(".photo:not(.photo-button)")) old.remove();
  for (const file of event.target.files) {
    const frame = Object.assign(document.createElement("div"), { className: "photo" });
    frame.append(Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: file.name }));
    button.before(frame);
  }
});
