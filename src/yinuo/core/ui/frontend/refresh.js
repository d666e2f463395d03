// A part of a page that reads itself again now and then, without htmx and only while it is looked at: <section id="state" data-refresh-every="30">.
async function refresh(part) {
  if (document.hidden || part.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  } catch { /* no network: what is shown stays */ }
}

for (const part of document.querySelectorAll("[data-refresh-every][id]")) setInterval(() => refresh(part), Math.max(10, Number(part.dataset.refreshEvery)) * 1000);
