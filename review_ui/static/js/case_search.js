// @ts-check
/** Words in all documents of the encounter: / or Ctrl+F goes to the box, n and N walk through the places. */

import { openDocument } from "./case_reader.js";
import { csrfToken, errorFrom } from "./api.js";
import { onKey } from "./keyboard.js";
import { toastFailure } from "./toast.js";

/** @typedef {{document_id: string, number: number, start: number, end: number}} Hit */

const STILL_FOR_MS = 250;
const whole = /** @type {HTMLElement} */ (document.getElementById("case-reader"));
const box = /** @type {HTMLInputElement} */ (document.getElementById("case-words"));
const told = /** @type {HTMLElement} */ (whole.querySelector("[data-words-count]"));
/** @type {Hit[]} */
let hits = [];
let count = 0;
let at = -1;
let asked = 0;
let pause = 0;
let lookedFor = "";

/** @returns {Promise<void>} */
async function search() {
  window.clearTimeout(pause);
  const words = box.value.trim();
  const number = ++asked;
  if (words === lookedFor) return;
  if (!words) {
    found({ count: 0, hits: [] }, "");
    return;
  }
  told.textContent = "looking…";
  try {
    const headers = { Accept: "application/json", "X-CSRF-Token": csrfToken() };
    const body = new URLSearchParams({ words });
    const response = await fetch(`${whole.dataset.case}/words`, { method: "POST", headers, body, redirect: "error" });
    if (!response.ok) throw errorFrom(response.status, await response.text());
    const answer = await response.json();
    if (number === asked) found(answer, words);
  } catch (failure) {
    told.textContent = "";
    toastFailure(failure instanceof TypeError ? errorFrom(0, "") : failure);
  }
}

/** @param {{count: number, hits: Hit[]}} answer @param {string} words */
function found(answer, words) {
  ({ count, hits } = answer);
  lookedFor = words;
  at = -1;
  told.textContent = words ? (count ? `${count} ${count === 1 ? "place" : "places"}` : "not found") : "";
  if (hits.length) show(0);
}

/** @param {number} index */
function show(index) {
  at = (index + hits.length) % hits.length;
  const hit = hits[at];
  const shown = hits.length < count ? `${hits.length} shown of ${count}` : `${count}`;
  told.textContent = `${at + 1} of ${shown}, document ${hit.number}`;
  void openDocument(hit.document_id, hit, hits.filter((one) => one.document_id === hit.document_id));
}

/** @param {number} step */
function step(step) {
  if (hits.length) show(at + step);
  else focusBox();
}

function focusBox() {
  box.focus();
  box.select();
}

box.addEventListener("input", () => {
  window.clearTimeout(pause);
  pause = window.setTimeout(() => void search(), STILL_FOR_MS);
});
box.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (box.value.trim() === lookedFor && hits.length) show(at + 1);
  else void search();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  document.getElementById("reader")?.focus(); // n and N go on from there
});

onKey("/", "Find words in all documents of the encounter", focusBox);
onKey("Control+f", "Find words in all documents of the encounter", focusBox, { whileTyping: true });
onKey("n", "Next place of the words", () => step(1));
onKey("N", "Previous place of the words", () => step(-1));
