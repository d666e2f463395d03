// The paper a customer answers: what is to be paid follows the answers, and "yes to all" ticks every line.
const total = document.querySelector("[data-total]");
const written = total?.querySelector(".money") ?? total;
const words = written?.textContent ?? "";
const decimals = (words.match(/\.(\d+)/) ?? ["", ""])[1].length;

function reckon() {
  if (!total) return;
  const left = [...document.querySelectorAll("[data-pays]")].filter((line) => line.querySelector('[value="no"]:checked'));
  const minor = Number(total.dataset.total) - left.reduce((sum, line) => sum + Number(line.dataset.pays), 0);
  const figure = (minor / 10 ** decimals).toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  written.textContent = words.replace(/[\d.,]+/, figure);
}

document.addEventListener("change", (event) => event.target.closest("[data-pays]") && reckon());
for (const button of document.querySelectorAll("[data-answer-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const yes of document.querySelectorAll('[data-pays] [value="yes"]')) yes.checked = true;
    reckon();
  });
}
reckon();
