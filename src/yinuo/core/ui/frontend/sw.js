// The worker of the whole site. It keeps the kit's files, and the pages that asked to be kept (the technician's), for when the network is away.
// It never answers a POST: acts wait in queue.js. Signing out drops every kept page.
const FILES = "files-1", PAGES = "pages-1", OFFLINE = "/offline/";
const PATIENCE = 4000; // ms before a kept page stands in for a slow network

self.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => ![FILES, PAGES].includes(name)).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

async function keepOffline() {
  const answer = await fetch(OFFLINE);
  const page = await answer.clone().text();
  await (await caches.open(FILES)).put(OFFLINE, answer);
  const files = [...page.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((found) => found[1]);
  await Promise.all([...new Set(files)].map((file) => keep(FILES, file)));
}

async function keep(name, address) {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await (await caches.open(name)).put(address, answer);
  } catch { /* another time */ }
}

self.addEventListener("message", (event) => event.data?.keep && event.waitUntil(keep(PAGES, event.data.keep)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (/\/(login|logout|switch)\/$/.test(url.pathname) && request.mode === "navigate") event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
});

async function file(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request);
  const hashed = /\/chunk-|\.[0-9a-f]{8,}\.\w+$/.test(new URL(request.url).pathname);
  if (kept && hashed) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) cache.put(request, answer.clone());
    return answer;
  } catch (lost) {
    if (kept) return kept;
    throw lost;
  }
}

async function page(request, url) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(url.pathname + url.search);
  try {
    const answer = await (kept ? Promise.race([fetch(request), late()]) : fetch(request));
    if (kept && answer.ok && !answer.redirected && answer.type === "basic") cache.put(url.pathname + url.search, answer.clone());
    return answer;
  } catch {
    return kept ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

const late = () => new Promise((_done, fail) => setTimeout(fail, PATIENCE));
