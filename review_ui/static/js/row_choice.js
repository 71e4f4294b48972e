// @ts-check
/**
 * Rows of a table can be chosen (x, a) and something done to them by the form [data-acts]; when none is chosen it is done
 * to the row that last had the focus. What is chosen survives a renewal of the list.
 */

import { onKey } from "./keyboard.js";

/** @type {Set<string>} */
const chosen = new Set();
/** The row that an act is for when none is chosen. */
let lastRow = "";

/** @returns {HTMLInputElement[]} */
function boxes() {
  const found = [...document.querySelectorAll(".rows input[name=chosen]")];
  return /** @type {HTMLInputElement[]} */ (found.filter((box) => box instanceof HTMLInputElement));
}

/** @returns {string} */
function focusedRow() {
  const link = document.activeElement?.closest("tr")?.querySelector(".row-link");
  return link instanceof HTMLElement ? (link.dataset.rowId ?? "") : "";
}

function show() {
  for (const box of boxes()) {
    box.checked = chosen.has(box.value);
    const row = box.closest("tr");
    row?.classList.toggle("is-chosen", box.checked);
    row?.classList.toggle("is-meant", chosen.size === 0 && box.value === lastRow && focusedRow() === "");
  }
  const count = document.querySelector("[data-chosen-count]");
  const words = chosen.size ? `${chosen.size} chosen:` : lastRow ? "This row:" : "Chosen rows:";
  if (count && count.textContent !== words) count.textContent = words;
}

/** @param {string} id */
function toggle(id) {
  if (!id) return;
  if (!chosen.delete(id)) chosen.add(id);
  show();
}

function toggleAll() {
  const all = boxes().map((box) => box.value);
  const isAll = all.every((id) => chosen.has(id));
  for (const id of all) {
    if (isAll) chosen.delete(id);
    else chosen.add(id);
  }
  show();
}

/** @param {HTMLFormElement} form one hidden field a row that is meant and has no ticked box of its own */
function fill(form) {
  for (const old of form.querySelectorAll("input[type=hidden][name=chosen]")) old.remove();
  const shown = new Set(boxes().map((box) => box.value));
  const meant = chosen.size ? [...chosen].filter((id) => !shown.has(id)) : [lastRow].filter(Boolean);
  for (const id of meant) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "chosen";
    field.value = id;
    form.append(field);
  }
}

const acts = document.querySelector("form[data-acts]");
if (acts instanceof HTMLFormElement) {
  onKey("x", "Choose this row or not", () => toggle(focusedRow()));
  onKey("a", "Choose every row of this page, or none", toggleAll);
  acts.addEventListener("submit", () => fill(acts), { capture: true });
  document.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== "chosen") return;
    if (event.target.checked) chosen.add(event.target.value);
    else chosen.delete(event.target.value);
    show();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof Element && event.target.closest(".rows")) lastRow = focusedRow();
    show();
  });
  document.addEventListener("live:renewed", show);
  document.addEventListener("click", opened);
  acts.addEventListener("keydown", entered);
  for (const box of boxes()) if (box.checked) chosen.add(box.value); // as the browser kept them
  show();
}

/** A menu that opens takes the focus at once: the next letter typed is meant for it. @param {MouseEvent} event */
function opened(event) {
  const summary = event.target instanceof Element ? event.target.closest("summary") : null;
  const menu = summary?.parentElement;
  if (!(menu instanceof HTMLDetailsElement) || !menu.matches(".act-menu, .saved-menu")) return;
  event.preventDefault();
  menu.open = !menu.open;
  for (const other of document.querySelectorAll(".act-menu[open]")) if (other !== menu) other.removeAttribute("open");
  const first = menu.querySelector(".menu-panel :is(input:not([type=hidden]), button, a)");
  if (menu.open && first instanceof HTMLElement) first.focus();
}

/** Enter in a menu's field presses that menu's own button. @param {KeyboardEvent} event */
function entered(event) {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement)) return;
  const button = field.closest(".act-panel")?.querySelector("button");
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  button.click();
}

// an answer to an act is shown under the act's address: loading it again leads to the list, not to the act
if (window.location.pathname !== "/") window.history.replaceState(null, "", `/${window.location.search}`);
