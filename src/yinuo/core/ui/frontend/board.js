// A board on the wall: clocks, the live stream, a heartbeat, and the night by the hour.
import htmx from "htmx.org";
import "./clock.js";
import "./live.js";
import "./toast.js";
import { now } from "./time.js";

window.htmx = htmx;
const { nightFrom, nightUntil } = document.body.dataset;

function tick() {
  const moment = now();
  const hour = moment.getHours();
  const night = hour >= Number(nightFrom) || hour < Number(nightUntil);
  document.documentElement.setAttribute("data-bs-theme", night ? "dark" : "light");
  for (const face of document.querySelectorAll("[data-wall-clock]")) {
    face.textContent = `${String(hour).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
  }
}

tick();
setInterval(tick, 5000);
