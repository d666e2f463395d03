// The server's clock decides: a tablet whose own clock is wrong still counts right.
const served = Date.parse(document.body?.dataset.now ?? "");
const navigation = performance.getEntriesByType?.("navigation")[0];
// The page was made between the request and the first byte; the first byte is the nearer end.
const readAt = performance.timeOrigin + (navigation?.responseStart ?? performance.now());
let offset = Number.isNaN(served) ? 0 : served - readAt;

// A page from the cache carries an old time: a far jump back is not believed.
if (navigation?.type === "back_forward" || Math.abs(offset) < 1500) offset = Number(sessionStorage.getItem("clock-offset") ?? 0) || 0;
else sessionStorage.setItem("clock-offset", String(offset));

export const clockOffset = () => offset;
export const now = () => new Date(Date.now() + offset);
