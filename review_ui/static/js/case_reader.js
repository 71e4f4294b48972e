// @ts-check
/**
 * The encounter's documents beside the codes. [ and ] walk through them, b puts two side by side, i chooses text, image
 * or both. A passage that was looked up ("place:shown") is opened and marked. What stayed open for a moment counts as
 * read. Texts are kept in this page's memory only.
 *
 *   import { openDocument, shownDocument } from "./case_reader.js";
 *   await openDocument(id, { start: 10, end: 20 }, [others]);       places are code points of the document's text
 */

import { csrfToken, getPart } from "./api.js";
import { onKey } from "./keyboard.js";
import { toastFailure } from "./toast.js";

/** @typedef {{start: number, end: number}} Place */

const READ_AFTER_MS = 1500; // walking past is not reading
const MODES = ["both", "image", "text"];
const MODE_WORDS = { both: "Text and image", image: "Image", text: "Text" };
const whole = /** @type {HTMLElement} */ (document.getElementById("case-reader"));
const reader = /** @type {HTMLElement} */ (document.getElementById("reader"));
const beside = /** @type {HTMLElement} */ (document.getElementById("reader-beside"));
const address = whole.dataset.case ?? "";
/** @type {Map<string, string>} texts as the server laid them out, by document */
const texts = new Map();
let current = "";
let asked = 0;
let dwelling = 0;

/** @returns {HTMLElement[]} */
function links() {
  return [...whole.querySelectorAll("[data-document]")].filter((one) => one instanceof HTMLElement);
}

/** The document that is read now. @returns {string} */
export function shownDocument() {
  return current;
}

/** @param {string} id @returns {Promise<string>} */
async function textOf(id) {
  const known = texts.get(id);
  if (known !== undefined) return known;
  const html = await getPart(`${address}/documents/${id}`);
  texts.set(id, html);
  return html;
}

/**
 * Show a document, with a place of it marked and in sight.
 * @param {string} id @param {Place | null} [place] @param {Place[]} [others] more places of the same document
 */
export async function openDocument(id, place = null, others = []) {
  const number = ++asked;
  try {
    reader.setAttribute("aria-busy", "true");
    const html = await textOf(id);
    if (number !== asked) return;
    if (current !== id) {
      reader.innerHTML = html;
      reader.scrollTop = 0;
      current = id;
      markCurrent();
    }
    mark(place, others);
    countAsRead(id);
  } catch (failure) {
    toastFailure(failure);
  } finally {
    if (number === asked) reader.removeAttribute("aria-busy");
  }
}

function markCurrent() {
  for (const link of links()) {
    if (link.dataset.document === current) {
      link.setAttribute("aria-current", "true");
      link.scrollIntoView({ block: "nearest" });
    } else link.removeAttribute("aria-current");
  }
}

/** @param {Place | null} place @param {Place[]} others */
function mark(place, others) {
  const range = place ? rangeOf(place) : null;
  for (const old of reader.querySelectorAll(".is-here")) old.classList.remove("is-here");
  const highlights = /** @type {any} */ (CSS).highlights;
  if (highlights) {
    const Marks = /** @type {any} */ (window).Highlight;
    const ranges = others.map(rangeOf).filter((one) => one !== null);
    highlights.set("found", new Marks(...ranges));
    highlights.set("passage", range ? new Marks(range) : new Marks());
  }
  if (!range) return;
  range.startContainer.parentElement?.classList.add("is-here");
  const box = range.getBoundingClientRect();
  const window_ = reader.getBoundingClientRect();
  reader.scrollTop += box.top - window_.top - window_.height / 3;
}

/** @param {Place} place @returns {Range | null} */
function rangeOf(place) {
  const paragraphs = [...reader.querySelectorAll("[data-start]")];
  const first = paragraphs.findLast((one) => startOf(one) <= place.start);
  const last = paragraphs.findLast((one) => startOf(one) < place.end);
  const begin = first?.firstChild;
  const end = last?.firstChild;
  if (!first || !last || !begin || !end) return null;
  const range = document.createRange();
  range.setStart(begin, unitsTo(begin.textContent ?? "", place.start - startOf(first)));
  range.setEnd(end, unitsTo(end.textContent ?? "", place.end - startOf(last)));
  return range;
}

/** @param {Element} paragraph @returns {number} */
function startOf(paragraph) {
  return Number(paragraph.getAttribute("data-start"));
}

/** A browser counts in UTF-16, the server in characters. @param {string} text @param {number} points @returns {number} */
function unitsTo(text, points) {
  let units = 0;
  for (const one of text) {
    if (points-- <= 0) break;
    units += one.length;
  }
  return units;
}

/** @param {string} id */
function countAsRead(id) {
  window.clearTimeout(dwelling);
  const link = links().find((one) => one.dataset.document === id);
  if (!link || link.dataset.read === "read") return;
  dwelling = window.setTimeout(() => {
    if (document.visibilityState === "visible") void tellRead(id, link);
  }, READ_AFTER_MS);
}

/** @param {string} id @param {HTMLElement} link */
async function tellRead(id, link) {
  try {
    const headers = { Accept: "application/json", "X-CSRF-Token": csrfToken() };
    const answer = await fetch(`${address}/documents/${id}/read`, { method: "POST", headers, redirect: "error" });
    if (!answer.ok) return; // the mark stays, and the next opening tells it again
    link.dataset.read = "read";
    const words = link.querySelector("[data-read-words]");
    if (words) words.textContent = "read";
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure; // no network: as above
  }
}

/** @param {number} step */
function walk(step) {
  const ids = links().map((one) => one.dataset.document ?? "");
  const at = ids.indexOf(current);
  const next = ids[at < 0 ? 0 : Math.min(Math.max(at + step, 0), ids.length - 1)];
  if (next && next !== current) void openDocument(next);
}

/** @param {HTMLElement} button */
function toggleBeside(button) {
  const open = beside.hidden && current !== "";
  beside.hidden = !open;
  beside.innerHTML = open ? texts.get(current) ?? "" : "";
  beside.scrollTop = open ? reader.scrollTop : 0;
  button.setAttribute("aria-pressed", String(open));
  if (open) walk(current === links().at(-1)?.dataset.document ? -1 : 1);
}

/** @param {HTMLElement} button */
function switchReading(button) {
  const next = MODES[(MODES.indexOf(whole.dataset.reading ?? "both") + 1) % MODES.length];
  whole.dataset.reading = next;
  const words = button.querySelector("[data-mode-words]");
  if (words) words.textContent = MODE_WORDS[/** @type {keyof typeof MODE_WORDS} */ (next)];
  window.dispatchEvent(new Event("resize")); // the image fits itself into its new room
}

whole.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const link = target?.closest("[data-document]");
  if (link instanceof HTMLElement && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    void openDocument(link.dataset.document ?? "");
  }
  const besideButton = target?.closest("[data-beside]");
  if (besideButton instanceof HTMLElement) toggleBeside(besideButton);
  const modeButton = target?.closest("[data-switch-reading]");
  if (modeButton instanceof HTMLElement) switchReading(modeButton);
});

document.addEventListener("place:shown", (event) => {
  const { document_id: id, in_text: place } = /** @type {CustomEvent} */ (event).detail;
  if (place === undefined) return; // a whole page was asked for: the text stays where it is
  void openDocument(id, place ? { start: place[0], end: place[1] } : null);
});

onKey("[", "Previous document of the encounter", () => walk(-1));
onKey("]", "Next document of the encounter", () => walk(1));
const first = links()[0]?.dataset.document;
if (first) void openDocument(first);
