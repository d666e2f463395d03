// The customer's phone: small, no htmx, every page works without it.
import "./answers.js";
import "./clock.js";
import "./confirm.js";
import "./draft.js";
import "./once.js";
import "./refresh.js";
import "./upload.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
