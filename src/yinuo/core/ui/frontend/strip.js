// A strip of half-hours that is wider than its place begins where the day is.
const begin = () => {
  for (const strip of document.querySelectorAll(".load-strip")) {
    const here = strip.querySelector(".is-now");
    if (here) strip.scrollLeft = here.offsetLeft - strip.offsetLeft - strip.clientWidth / 3;
  }
};
document.addEventListener("htmx:load", begin);
begin();
