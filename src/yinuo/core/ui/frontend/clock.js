// Clocks go on ticking in the words the server began with. The sentences come from the page (json_script), none are written here.
import { now } from "./time.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400;
const words = JSON.parse(document.getElementById("clock-words")?.textContent ?? "{}");
const say = (sentence, parts) => sentence.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);

export function spanWords(seconds) {
  const s = Math.trunc(Math.abs(seconds));
  if (s < MINUTE) return say(words.s, { n: s });
  if (s < HOUR) return say(words.min, { n: Math.trunc(s / MINUTE) });
  if (s < 2 * DAY) {
    const h = Math.trunc(s / HOUR), m = Math.trunc((s % HOUR) / MINUTE);
    return m && h < 12 ? say(words.hmin, { h, m }) : say(words.h, { n: h });
  }
  return say(words.d, { n: Math.trunc(s / DAY) });
}

export function readClock(kind, left, amber) {
  const t = spanWords(left);
  if (kind === "since") return ["busy", say(words.since, { t })];
  if (kind === "minimum") return left <= 0 ? ["done", words.reached] : ["busy", say(words.left, { t })];
  if (left < 0) return ["late", say(words.late, { t })];
  if (left < 1) return ["risk", words.now];
  return [left <= amber ? "risk" : "plan", say(words.in, { t })];
}

function show(clock, at) {
  const face = clock.querySelector("time");
  const left = (Date.parse(face.dateTime) - at) / 1000;
  const [tone, text] = readClock(clock.dataset.clock, left, Number(clock.dataset.amber));
  if (face.textContent !== text) face.textContent = text;
  if (clock.dataset.tone === tone) return;
  clock.dataset.tone = tone;
  clock.dispatchEvent(new CustomEvent("yinuo:tone", { bubbles: true, detail: { tone } }));
}

export function tick() {
  const at = now().getTime();
  for (const clock of document.querySelectorAll("[data-clock]")) show(clock, at);
}

if (words.in) {
  tick();
  setInterval(() => document.hidden || tick(), 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:load", tick);
}
