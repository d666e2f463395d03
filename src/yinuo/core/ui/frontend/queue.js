// Acts of the workshop survive a lost network: each is written down here first, with its key and the corrected time, then sent in order.
//   <form method="post" data-queue data-label="…" data-then="after-start">   `data-then` names a hidden part that the act makes possible;
//   `data-about` on something around it says of which car and work the act is
// The server answers 200 {"ok": true, "url": …}, or 409 / 422 / 403 / 404 {"error": "…"}. Signed out (401, or a way to the sign-in page): kept.
import { tick } from "./clock.js";
import { ask } from "./confirm.js";
import { newKey } from "./key.js";
import { all, put, remove } from "./store.js";
import { now } from "./time.js";
import { reason } from "./toast.js";
import { smaller } from "./upload.js";

const WAIT = 12000; // ms for one answer
const FLAG = "queue-waiting";
const who = document.body.dataset.who ?? "";
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const mine = (act) => act.who === who;

async function written(form, submitter) {
  const body = [];
  for (const [name, value] of new FormData(form, submitter ?? undefined)) {
    if (name === "csrfmiddlewaretoken" || name === "_key") continue;
    body.push([name, value instanceof File ? await smaller(value) : value]);
  }
  if (submitter?.name && !body.some(([name]) => name === submitter.name)) body.push([submitter.name, submitter.value]); // older browsers
  const label = form.dataset.label || submitter?.textContent.trim() || form.action;
  const about = form.closest("[data-about]")?.dataset.about ?? ""; // which car and work
  return { about, key: form.querySelector("[name=_key]")?.value || newKey(), url: form.action, body, label, who, at: now().toISOString(), page: location.pathname, state: "waiting", tries: 0 };
}

// "done", "later" (no network, server in trouble), "signin", or "refused" with the server's sentence.
async function send(act) {
  const body = new FormData();
  for (const [name, value] of act.body) body.append(name, value);
  body.append("_key", act.key);
  const headers = { Accept: "application/json", "Idempotency-Key": act.key, "X-CSRFToken": csrf() };
  if (act.tries > 0) headers["X-Acted-At"] = act.at;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT);
  try {
    const answer = await fetch(act.url, { method: "POST", body, headers, credentials: "same-origin", redirect: "follow", signal: stop.signal });
    return await understood(answer);
  } catch {
    return { outcome: "later" };
  } finally {
    clearTimeout(timer);
  }
}

async function understood(answer) {
  const type = answer.headers.get("Content-Type") ?? "", json = /json/.test(type);
  const told = json ? await answer.json().catch(() => ({})) : {};
  if (answer.status === 401 || (answer.redirected && /\/login/.test(answer.url))) return { outcome: "signin" };
  if (answer.ok) return { outcome: "done", url: told.url };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { outcome: "later" };
  if (answer.status === 403 && !json) return { outcome: "signin" }; // the form's token is of an older session
  return { outcome: "refused", error: told.error || (json ? "" : reason(await answer.text().catch(() => ""), type)) };
}

const alone = (work) => (navigator.locks ? navigator.locks.request("yinuo-queue", work) : work());
let flushing = null;

export function flush() {
  flushing ??= alone(sendAll).finally(() => { flushing = null; });
  return flushing;
}

async function sendAll() {
  const acts = (await all()).filter((act) => mine(act) && act.state === "waiting");
  let last = { outcome: "done" };
  for (const act of acts) {
    last = { ...(await send(act)), key: act.key };
    if (last.outcome === "done") await remove(act.n);
    else if (last.outcome === "refused") await put({ ...act, state: "refused", error: last.error });
    else {
      await put({ ...act, tries: act.tries + 1 });
      break; // the order is kept: nothing overtakes
    }
  }
  await show(last.outcome);
  return last;
}

// The tray: what waits, what was refused and why.
const shape = document.getElementById("tray");
let tray = null;

async function show(outcome = "") {
  const acts = await all().catch(() => []);
  if (acts.length) localStorage.setItem(FLAG, "yes");
  else localStorage.removeItem(FLAG);
  document.dispatchEvent(new CustomEvent("yinuo:queue", { detail: { waiting: acts.length, outcome } }));
  if (!shape) return;
  if (!acts.length) { tray?.remove(); tray = null; return; }
  if (!tray?.isConnected) {
    tray = shape.content.firstElementChild.cloneNode(true);
    document.getElementById("content").append(tray);
  }
  tray.dataset.outcome = outcome;
  tray.querySelector("ol").replaceChildren(...acts.map(row));
  tray.querySelector("[data-signin]").hidden = outcome !== "signin";
}

function row(act) {
  const item = shape.content.querySelector("[data-act]").content.firstElementChild.cloneNode(true), part = (name) => item.querySelector(`[data-${name}]`);
  const foreign = !mine(act), refused = act.state === "refused";
  part("label").textContent = [act.label, act.about].filter(Boolean).join(" · ");
  part("time").textContent = new Date(act.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  part("waiting").hidden = refused || foreign;
  part("foreign").hidden = !foreign;
  part("refused").hidden = !refused;
  item.classList.toggle("is-refused", refused);
  part("reason").textContent = act.error ?? "";
  part("reason").hidden = !refused || !act.error;
  part("retry").hidden = part("discard").hidden = foreign;
  part("retry").addEventListener("click", async () => { await put({ ...act, state: "waiting", error: "" }); await flush(); });
  part("discard").addEventListener("click", async () => { if (await ask(part("discard").dataset.ask)) { await remove(act.n); await show(); } });
  return item;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("queue" in form.dataset) || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.queued) return;
  form.dataset.queued = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  const act = await written(form, event.submitter);
  try {
    await put(act);
  } catch {
    return HTMLFormElement.prototype.submit.call(form); // no database in this browser: the ordinary way
  }
  localStorage.setItem(FLAG, "yes"); // from now on any page sends it, should this one be closed
  const slow = setTimeout(show, 700);
  if (flushing) await flushing;
  const last = await flush();
  clearTimeout(slow);
  const kept = (await all()).find((other) => other.key === act.key);
  event.submitter?.removeAttribute("aria-busy");
  if (!kept) return location.assign(last.key === act.key && last.url ? last.url : location.href);
  // Waiting: what the act makes possible is offered, so that the next one can be queued behind it.
  const next = kept.state === "waiting" && document.getElementById(form.dataset.then ?? "");
  if (next) {
    (form.closest("[data-acts]") ?? form).hidden = true;
    next.hidden = false;
    follow();
    delete form.dataset.queued;
  }
  const field = form.querySelector("[name=_key]");
  if (field) field.value = newKey();
  if (kept.state === "refused" || form.dataset.again !== undefined) delete form.dataset.queued;
  delete form.dataset.sending;
});

// What `data-shown-with="id"` names goes with that part: how things stand follows the acts that wait, and a clock counts from the tap.
function follow() {
  for (const mark of document.querySelectorAll("[data-shown-with]")) {
    const part = document.getElementById(mark.dataset.shownWith);
    if (!part || mark.hidden === part.hidden) continue;
    mark.hidden = part.hidden;
    for (const face of mark.querySelectorAll("[data-clock=since] time")) face.dateTime = now().toISOString();
  }
  tick();
}

// A photo that could not be sent (upload.js) waits here too.
document.addEventListener("yinuo:enqueue", async ({ detail }) => {
  const fields = [...new FormData(detail.form)].filter(([name, value]) => !(value instanceof File) && name !== "csrfmiddlewaretoken" && name !== "_key");
  await put({ key: detail.key, url: detail.form.action, body: [...fields, [detail.name, detail.file]], label: detail.form.dataset.label || detail.form.action, who, at: now().toISOString(), page: location.pathname, state: "waiting", tries: 1 });
  detail.frame.classList.remove("is-sending");
  detail.frame.classList.add("is-kept");
  await show("later");
});

async function retry() {
  const last = await flush();
  if (last.outcome === "done" && last.key) location.reload();
  // What was refused did not happen: the page says again how things stand.
  if (last.outcome === "refused") for (const part of document.querySelectorAll("[data-live]")) window.htmx?.trigger(part, "live");
}

addEventListener("online", retry);
document.addEventListener("visibilitychange", () => document.hidden || (localStorage.getItem(FLAG) && retry()));
setInterval(() => localStorage.getItem(FLAG) && navigator.onLine && retry(), 15000);
show().then(() => localStorage.getItem(FLAG) && flush());

// The worker keeps this page for when the network is away (HTTPS or this machine only).
if (navigator.serviceWorker && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});
  navigator.serviceWorker.ready.then((worker) => worker.active?.postMessage({ keep: location.pathname + location.search }));
}
