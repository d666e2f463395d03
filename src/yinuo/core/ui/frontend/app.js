// What every staff page needs. Heavier parts (charts, signature, car outline, booking table, queue) load where they are used.
import htmx from "htmx.org";
import "./clock.js";
import "./confirm.js";
import "./draft.js";
import "./keys.js";
import "./live.js";
import "./menus.js";
import "./once.js";
import "./points.js";
import "./pick.js";
import "./strip.js";
import "./acted.js";
import "./toast.js";
import "./upload.js";

window.htmx = htmx;

// Acts that still wait from before are sent from whatever page is opened next.
if (localStorage.getItem("queue-waiting")) import(document.body.dataset.queueSrc);
