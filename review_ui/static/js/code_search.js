// @ts-check
/** Adding a code: type, see codes at once, arrow down to one, Enter adds it. "s" goes to the box. */

import { csrfToken, errorFrom } from "./api.js";
import { onKey } from "./keyboard.js";
import { toastFailure } from "./toast.js";

const STILL_FOR_MS = 200;
const panel = /** @type {HTMLElement} */ (document.getElementById("case-panel"));
let pause = 0;
let asked = 0;

/** @returns {HTMLInputElement | null} */
function box() {
  return panel.querySelector("#code-query");
}

/** @param {string} query @param {string} insteadOf the suggested code that is being completed */
async function search(query, insteadOf) {
  const number = ++asked;
  const form = box()?.form;
  const list = panel.querySelector("[data-found-codes]");
  if (!form || !list) return;
  if (!query.trim()) {
    list.replaceChildren();
    return;
  }
  const headers = { Accept: "application/json, text/html", "X-CSRF-Token": csrfToken() };
  try {
    const body = new URLSearchParams({ query, instead_of: insteadOf });
    const response = await fetch(form.getAttribute("action") ?? "", { method: "POST", headers, body, redirect: "error" });
    if (!response.ok) throw errorFrom(response.status, await response.text());
    const html = await response.text();
    if (number === asked) list.innerHTML = html;
  } catch (failure) {
    toastFailure(failure instanceof TypeError ? errorFrom(0, "") : failure);
  }
}

/** @returns {HTMLElement[]} */
function found() {
  return [...panel.querySelectorAll("[data-found]")].filter((one) => one instanceof HTMLElement);
}

/** @param {string} name @param {HTMLFormElement} form */
function valueIn(form, name) {
  return String(new FormData(form).get(name) ?? "");
}

panel.addEventListener("input", (event) => {
  const input = box();
  if (event.target !== input || !input?.form) return;
  const insteadOf = valueIn(input.form, "instead_of");
  window.clearTimeout(pause);
  pause = window.setTimeout(() => void search(input.value, insteadOf), STILL_FOR_MS);
});

panel.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const isSearch = form.hasAttribute("data-code-search");
  const completes = form.hasAttribute("data-complete") || event.submitter?.hasAttribute("data-complete");
  if (!isSearch && !completes) return;
  event.preventDefault();
  window.clearTimeout(pause);
  const pressed = event.submitter;
  const fromButton = pressed instanceof HTMLButtonElement && pressed.name === "query" ? pressed.value : "";
  const query = fromButton || valueIn(form, "query");
  const insteadOf = valueIn(form, "instead_of");
  const input = box();
  if (input) {
    input.value = query;
    const kept = input.form?.elements.namedItem("instead_of");
    if (kept instanceof HTMLInputElement) kept.value = insteadOf;
  }
  void search(query, insteadOf).then(() => (isSearch ? found()[0]?.focus() : input?.focus()));
});

panel.addEventListener("keydown", (event) => {
  const all = found();
  const at = all.findIndex((one) => one === event.target);
  if (event.key === "Escape" && (event.target === box() || at >= 0)) {
    event.preventDefault();
    const input = box();
    if (input) input.value = "";
    panel.querySelector("[data-found-codes]")?.replaceChildren();
    const row = panel.querySelector("[data-code]");
    if (row instanceof HTMLElement) row.focus();
  } else if (event.key === "ArrowDown" && (event.target === box() || at >= 0)) {
    event.preventDefault();
    all[Math.min(at + 1, all.length - 1)]?.focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (at === 0 ? box() : all[at - 1])?.focus();
  }
});

onKey("s", "Add a code by search", () => {
  box()?.focus();
  box()?.select();
});
