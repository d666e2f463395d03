// The desk's keyboard: "/" searches, "g" and a letter goes, "?" shows all. Silent while somebody types.
const typing = (target) => target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (Date.now() - going < 1500) {
    going = 0;
    const door = document.querySelector(`[data-go="${CSS.escape(event.key.toLowerCase())}"]`);
    if (door) {
      event.preventDefault();
      return location.assign(door.href);
    }
  }
  if (event.key === "g") going = Date.now();
  else if (event.key === "/") focus(event, document.getElementById("quick"));
  else if (event.key === "?") showKeys(event);
});

function focus(event, field) {
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function showKeys(event) {
  event.preventDefault();
  document.getElementById("keys")?.showModal();
}

document.addEventListener("click", (event) => event.target.closest("[data-show-keys]") && showKeys(event));
