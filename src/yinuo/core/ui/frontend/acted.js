// After an act that led to another page, a note says that it was done: the button told before what, the server's cookie tells that it was.
import { toast } from "./toast.js";

const KEY = "acted";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const { submitter } = event;
  sessionStorage.setItem(KEY, submitter?.dataset.said || submitter?.textContent.trim() || submitter?.title || form.dataset.label || "");
});

const label = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
if (document.cookie.split("; ").includes(`${KEY}=1`)) {
  document.cookie = `${KEY}=; Max-Age=0; Path=/; SameSite=Lax`;
  if (label && !document.querySelector("[data-toast]")) toast(document.body.dataset.sayDone.replace("{act}", label), { tone: "kept" });
}
