// Answering goes on in place: the answer is sent, the next question put where the last one stood. On a lost or slow line the answer waits on the
// phone and is sent by itself, also after the page was closed. Without this script every answer is an ordinary form.
const WAIT = 10000, PAUSES = [1500, 3000, 6000, 12000]; // ms for one answer, ms between tries
const KEPT = "survey:" + location.pathname;
const sheet = () => document.getElementById("sheet");
let busy = false;

const keep = (body) => { try { body ? localStorage.setItem(KEPT, JSON.stringify(body)) : localStorage.removeItem(KEPT); } catch { /* full or forbidden */ } };
const kept = () => { try { return JSON.parse(localStorage.getItem(KEPT)); } catch { return null; } };
const pause = (ms) => new Promise((done) => { const timer = setTimeout(done, ms); addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true }); });

function say(words) {
  const place = sheet()?.querySelector(".survey-waits");
  if (place) { place.hidden = !words; place.textContent = words; }
}

async function send(body) {
  const form = new FormData();
  for (const [name, value] of body) form.append(name, value);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) form.set("csrfmiddlewaretoken", token);
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), WAIT);
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: form, credentials: "same-origin", signal: stop.signal });
    return answer.status >= 500 || answer.status === 429 || answer.status === 408 ? null : await answer.text();
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html"), next = page.getElementById("sheet");
  if (!next || !sheet()) return location.reload();
  sheet().replaceWith(document.adoptNode(next));
  document.title = page.title;
  document.body.className = page.body.className;
  scrollTo(0, 0);
  document.getElementById("asked")?.focus({ preventScroll: true });
}

async function deliver(body, plain) {
  busy = true;
  if (plain) keep(body);
  for (let tries = 0; ; tries++) {
    const html = await send(body);
    if (html !== null) {
      keep(null);
      busy = false;
      return show(html);
    }
    say(sheet()?.dataset.sayWaits ?? "");
    await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("answer" in form.dataset)) return;
  event.preventDefault();
  if (busy) return;
  const told = new FormData(form), button = event.submitter;
  if (button?.name) told.append(button.name, button.value);
  const body = [...told].filter(([name]) => name !== "csrfmiddlewaretoken");
  button?.setAttribute("aria-busy", "true");
  try { localStorage.removeItem("draft:" + location.pathname + "#" + form.id); } catch { /* nothing kept */ }
  deliver(body, body.every(([, value]) => typeof value === "string"));
});

const waiting = kept();
if (waiting && document.querySelector("[data-answer]")) deliver(waiting, true);
