// @ts-check
/**
 * Phrases in a report: expanders are written out while typing, Control+M opens the list of all. It starts by itself on
 * every text area marked data-report; the page includes phrases/picker.html.
 */

import { getJson } from "./api.js";
import { dialogOver } from "./dialog_caret.js";
import { Expander, writeInto } from "./expander.js";
import { onKey } from "./keyboard.js";
import { filled, matching, meantBy } from "./phrase_text.js";
import { toastFailure } from "./toast.js";

/** @typedef {import("./phrase_text.js").Phrase} Phrase */

const MOST_SHOWN = 60;
const KINDS = { expander: "short form", macro: "macro", template: "headings" };
const RENEW_AFTER_MS = 30_000; // a phrase added in another window is known when somebody comes back to this one

const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-phrases]"));
const over = dialog && dialogOver(dialog);
const wanted = /** @type {HTMLInputElement | null} */ (dialog?.querySelector("input") ?? null);
const list = /** @type {HTMLElement | null} */ (dialog?.querySelector("[role=listbox]") ?? null);
/** @type {Phrase[]} */
let phrases = [];
/** @type {Map<string, string>} */
let expanders = new Map();
let given = { today: "", author: "" };
/** @type {Phrase[]} */
let shown = [];
let chosen = 0;
let loadedAt = 0;
/** @type {HTMLTextAreaElement | null} */
let area = null;

async function load() {
  loadedAt = Date.now();
  try {
    const answer = await getJson(dialog?.dataset.phrases ?? "");
    ({ phrases } = answer);
    given = { today: answer.today, author: answer.author };
    expanders = new Map(phrases.filter((one) => one.kind === "expander").map((one) => [one.short, one.text]));
  } catch (failure) {
    toastFailure(failure);
  }
}

/** @param {string} typed */
function lookUp(typed) {
  const meant = meantBy(expanders, typed);
  return meant === undefined ? null : filled(meant, given);
}

function open() {
  area = document.querySelector("textarea[data-report]");
  if (!dialog || !wanted || !area || area.readOnly) return;
  wanted.value = "";
  show();
  over?.open(area);
  wanted.focus();
}

function show() {
  if (!list || !wanted) return;
  shown = matching(phrases, wanted.value, MOST_SHOWN);
  chosen = 0;
  list.replaceChildren(...shown.map(row));
  const empty = dialog?.querySelector("[data-no-phrase]");
  if (empty instanceof HTMLElement) empty.hidden = shown.length > 0;
  choose(0);
}

/** @param {Phrase} phrase @param {number} index */
function row(phrase, index) {
  const option = document.createElement("li");
  option.id = `phrase-${index}`;
  option.role = "option";
  option.dataset.index = String(index);
  const name = document.createElement("strong");
  name.append(phrase.short);
  const text = document.createElement("span");
  text.className = "clip soft";
  text.append(filled(phrase.text, given).text.replaceAll("\n", " ↵ "));
  const kind = document.createElement("span");
  kind.className = "badge";
  kind.append(phrase.own ? KINDS[phrase.kind] : `${KINDS[phrase.kind]}, site`);
  option.append(name, text, kind);
  return option;
}

/** @param {number} step */
function choose(step) {
  if (!list || !wanted) return;
  chosen = Math.min(Math.max(chosen + step, 0), Math.max(shown.length - 1, 0));
  for (const [index, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(index === chosen));
    if (index === chosen) option.scrollIntoView({ block: "nearest" });
  }
  if (shown.length > 0) wanted.setAttribute("aria-activedescendant", `phrase-${chosen}`);
  else wanted.removeAttribute("aria-activedescendant");
}

function insert() {
  const phrase = shown[chosen];
  if (!phrase || !area) return;
  over?.close();
  const { selectionStart: start, selectionEnd: end, value } = area;
  const meant = filled(phrase.text, given);
  const before = phrase.kind === "template" ? lineBreaks(value.slice(0, start)) : "";
  const after = phrase.kind === "template" && !value.startsWith("\n", end) ? "\n" : "";
  writeInto(area, start, end, before + meant.text + after);
  if (!meant.blank) return;
  const at = start + before.length;
  area.setSelectionRange(at + meant.blank.start, at + meant.blank.end);
}

/** What headings need before them to stand as a paragraph of their own. @param {string} before */
function lineBreaks(before) {
  if (before === "" || before.endsWith("\n\n")) return "";
  return before.endsWith("\n") ? "\n" : "\n\n";
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step) choose(step);
  else if (event.key === "Enter") insert();
  else return;
  event.preventDefault();
}

/** The buttons of phrases and questions stand in the bar over the text. */
function placeTools() {
  const tools = document.querySelector("[data-text-tools]");
  const bar = document.querySelector("[data-report-form] .pane-bar .grow");
  const report = document.querySelector("textarea[data-report]");
  if (!(tools instanceof HTMLElement) || !bar || !(report instanceof HTMLTextAreaElement) || report.readOnly) return;
  bar.after(tools);
  tools.hidden = false;
}

if (dialog && wanted && list) {
  placeTools();
  for (const one of document.querySelectorAll("textarea[data-report]")) new Expander(/** @type {HTMLTextAreaElement} */ (one), lookUp);
  wanted.addEventListener("input", show);
  wanted.addEventListener("keydown", pressed);
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[data-index]") : null;
    if (!(option instanceof HTMLElement)) return;
    chosen = Number(option.dataset.index);
    insert();
  });
  document.querySelector("[data-open-phrases]")?.addEventListener("click", open);
  window.addEventListener("focus", () => {
    if (Date.now() - loadedAt > RENEW_AFTER_MS) void load();
  });
  onKey("Control+m", "Put in a phrase", open, { whileTyping: true });
  void load();
}
