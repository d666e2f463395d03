// The stream of what happens in the house: an element with data-live refreshes itself (its own hx-get) when something it names has happened.
//   <section data-live="visit:12 order" hx-get="…" hx-trigger="live" hx-swap="outerHTML">
// A name matches the thread ("visit:12"), the event ("order.signed") or its family ("order"); "*" matches all.
const url = document.body.dataset.liveUrl;
const beats = document.querySelectorAll(".heartbeat");
const waiting = new Set();
let stream = null, pause = 1000, timer = 0;

export function matches(wanted, hint) {
  const names = new Set([hint.thread, hint.subject, hint.name, String(hint.name ?? "").split(".")[0], ...(hint.names ?? []), "*"]);
  return wanted.split(/\s+/).some((word) => names.has(word));
}

function happened(hint) {
  for (const element of document.querySelectorAll("[data-live]")) if (matches(element.dataset.live, hint)) waiting.add(element);
  // Several events of one act make one refresh; a hidden tab waits until it is looked at.
  clearTimeout(timer);
  timer = setTimeout(refresh, 120);
}

// A part in which somebody chooses, types or has unfolded something waits until they are done (two minutes at most).
const PATIENCE = 120e3;
const touched = new WeakMap();
for (const kind of ["input", "toggle"]) document.addEventListener(kind, (event) => {
  const part = event.target.closest?.("[data-live]");
  if (part) touched.set(part, event.target.matches("details:not([open])") ? 0 : Date.now());
}, true);
document.addEventListener("submit", (event) => touched.delete(event.target.closest("[data-live]")), true);

const inUse = (part) => part.contains(typingIn()) || Date.now() - (touched.get(part) ?? 0) < PATIENCE;
const typingIn = () => (document.activeElement?.matches("input, textarea, select") ? document.activeElement : null);

function refresh() {
  if (document.hidden) return;
  if (document.querySelector(".is-carried")) return void (timer = setTimeout(refresh, 1000)); // nothing is taken from under a hand
  for (const part of [...waiting]) {
    if (part.isConnected && inUse(part)) continue;
    waiting.delete(part);
    if (part.isConnected) window.htmx.trigger(part, "live");
  }
  if (waiting.size) timer = setTimeout(refresh, 3000);
}

function alive(yes) {
  for (const beat of beats) beat.classList.toggle("is-alive", yes);
  const strip = document.getElementById("lost");
  if (strip && beats.length) strip.hidden = yes;
}

function listen() {
  if (stream) return;
  stream = new EventSource(url);
  const heard = (event) => {
    alive(true);
    pause = 1000;
    if (event.data) try { happened(JSON.parse(event.data)); } catch { /* a greeting or a beat */ }
  };
  stream.onopen = () => alive(true);
  stream.onmessage = heard;
  stream.addEventListener("hint", heard);
  stream.onerror = () => {
    alive(false);
    leave();
    setTimeout(reconnect, pause);
    pause = Math.min(pause * 2, 30000);
  };
}

function leave() {
  stream?.close();
  stream = null;
}

function reconnect() {
  if (document.hidden || stream) return;
  listen();
  happened({ name: "*" }); // what was missed meanwhile
}

const wanted = () => url && window.EventSource && document.querySelector("[data-live]");
if (wanted()) listen();
document.addEventListener("htmx:load", () => wanted() && listen());
// A browser gives a server six connections for all its tabs: one in the background lets its own go.
let away = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(away);
  if (document.hidden) away = setTimeout(leave, 10000);
  else if (wanted() && !stream) reconnect();
  else refresh();
});
addEventListener("online", () => wanted() && reconnect());
