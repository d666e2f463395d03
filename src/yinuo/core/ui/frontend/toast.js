// Answers in words: what htmx met (refused, conflict, signed out, no network) and what other parts want said. All words come from the page.
import { newKey } from "./key.js";

const shelf = document.getElementById("toasts");
const say = document.body.dataset;

export function toast(words, { tone = "busy", undo = null, way = null, stay = false } = {}) {
  if (!shelf || !words) return;
  const note = document.createElement("div");
  note.className = `toast-note tone-${tone}`;
  const text = document.createElement("span");
  text.textContent = words;
  note.append(text);
  if (undo) note.append(button(say.sayUndo, () => { note.remove(); undo(); }));
  if (way) note.append(button(way.words, () => location.assign(way.url)));
  note.append(button("×", () => note.remove(), say.sayClose));
  shelf.append(note);
  if (!stay) setTimeout(() => note.remove(), tone === "late" ? 12000 : tone === "kept" ? 4000 : 7000);
}

function button(face, act, label) {
  const knob = document.createElement("button");
  knob.type = "button";
  knob.className = "btn btn-quiet btn-sm";
  knob.textContent = face;
  if (label) knob.setAttribute("aria-label", label);
  knob.addEventListener("click", act);
  return knob;
}

for (const note of shelf?.querySelectorAll("[data-toast]") ?? []) {
  if (!note.classList.contains("tone-error")) setTimeout(() => note.remove(), 8000);
}
// From other scripts, or from the server as HX-Trigger: {"yinuo:toast": {"words": …, "tone": "kept", "undo_url": …}}.
document.addEventListener("yinuo:toast", ({ detail }) => {
  const undo = detail.undo_url && (() => window.htmx.ajax("POST", detail.undo_url, { values: { _key: newKey() }, target: "body", swap: "none" }));
  toast(detail.words, { ...detail, undo: detail.undo ?? undo });
});

// A refusal is shown where its form is (422 with HTML) or as a note (JSON or text); nothing is swapped away by a failure.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422 && html(xhr)) event.detail.shouldSwap = true;
});
const html = (xhr) => /text\/html/.test(xhr.getResponseHeader("Content-Type") ?? "") && !/^\s*<!doctype|data-sentence/i.test(xhr.responseText);

export function reason(body, type) {
  if (/json/.test(type)) try { return JSON.parse(body).error ?? ""; } catch { return ""; }
  if (/html/.test(type)) return new DOMParser().parseFromString(body, "text/html").querySelector("[data-sentence]")?.textContent ?? "";
  return /text\/plain/.test(type) ? body.slice(0, 300) : "";
}

const spare = { 401: "saySignin", 403: "sayForbidden", 409: "sayConflict" };
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422 && html(xhr)) return;
  const words = reason(xhr.responseText, xhr.getResponseHeader("Content-Type") ?? "");
  const signIn = xhr.status === 401 && xhr.getResponseHeader("X-Sign-In");
  toast(words || say[spare[xhr.status]] || say.sayFailed, { tone: xhr.status === 409 || xhr.status === 422 ? "risk" : "late", way: signIn ? { words: say.sayEnter, url: signIn } : null, stay: Boolean(signIn) });
});
// What reads itself again needs no note: the strip says that the network is away.
const lost = ({ detail }) => "live" in (detail.elt?.dataset ?? {}) || toast(say.sayLost, { tone: "late" });
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);

// The strip under the top bar while the network is away.
const strip = document.getElementById("lost");
const show = () => strip && (strip.hidden = navigator.onLine);
addEventListener("online", show);
addEventListener("offline", show);
show();
