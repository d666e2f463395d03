// Runs before the first paint: without a choice in the cookie the device decides, and goes on deciding when it changes.
const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");
const chosen = /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie);
const follow = () => root.setAttribute("data-bs-theme", device.matches ? "dark" : "light");
root.classList.add("js");
if (chosen) root.setAttribute("data-bs-theme", chosen[1]);
else {
  follow();
  device.addEventListener?.("change", follow);
}
