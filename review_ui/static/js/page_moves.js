// @ts-check
/** Choosing pages of a chart by keyboard: arrows walk the pictures, Space chooses, a button takes the rest. */

const form = /** @type {HTMLElement | null} */ (document.querySelector("[data-page-moves]"));

/** @returns {HTMLInputElement[]} */
function choices() {
  return [...(form?.querySelectorAll("[data-page-choice]") ?? [])].filter((one) => one instanceof HTMLInputElement);
}

function count() {
  const chosen = choices().filter((one) => one.checked).length;
  const said = form?.querySelector("[data-chosen-count]");
  if (!said) return;
  if (chosen === 0) said.textContent = "Choose the pages that belong elsewhere.";
  else said.textContent = chosen === 1 ? "1 page is chosen." : `${chosen} pages are chosen.`;
}

/** @param {string} how */
function choose(how) {
  const all = choices();
  const here = all.indexOf(/** @type {HTMLInputElement} */ (document.activeElement));
  if (how === "rest") all.forEach((one, place) => (one.checked = place >= Math.max(here, 0)));
  else {
    const none = all.every((one) => one.checked);
    for (const one of all) one.checked = !none;
  }
  count();
}

/** How many pictures stand in the first row. @param {HTMLInputElement[]} all @returns {number} */
function inOneRow(all) {
  const tops = all.map((one) => one.closest("li")?.offsetTop);
  const second = tops.findIndex((top) => top !== tops[0]);
  return second < 0 ? all.length : second;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const all = choices();
  const here = all.indexOf(/** @type {HTMLInputElement} */ (event.target));
  const steps = /** @type {Record<string, number>} */ ({
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: inOneRow(all),
    ArrowUp: -inOneRow(all),
  });
  const step = steps[event.key];
  if (here < 0 || step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  all[Math.min(Math.max(here + step, 0), all.length - 1)].focus();
}

form?.addEventListener("change", count);
form?.addEventListener("keydown", walk);
form?.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[name=choose]") : null;
  if (button instanceof HTMLButtonElement) choose(button.value);
});
choices()[0]?.focus();
