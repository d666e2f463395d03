// A board on the wall: clocks, the live stream, a heartbeat, and the night by the hour.
import htmx from "htmx.org";
import "./clock.js";
import "./live.js";
import "./toast.js";
import { now } from "./time.js";

window.htmx = htmx;
const { nightFrom, nightUntil, zone } = document.body.dataset;
// The centre's time, whatever zone the screen on the wall believes in.
const face = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined });

function tick() {
  const time = face.format(now());
  const hour = Number.parseInt(time, 10);
  const night = hour >= Number(nightFrom) || hour < Number(nightUntil);
  document.documentElement.setAttribute("data-bs-theme", night ? "dark" : "light");
  for (const clock of document.querySelectorAll("[data-wall-clock]")) clock.textContent = time;
}

tick();
setInterval(tick, 5000);
