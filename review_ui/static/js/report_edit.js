// @ts-check
/**
 * The report in one text area, corrected like any text. What is typed is saved after a short pause as a range of words;
 * the text area is never rewritten while somebody types, so caret and scroll stay where they are. Marks (doubtful words,
 * the word being said, the doubt at hand) lie in a copy of the text behind it.
 */

import { getJson } from "./api.js";
import { ReportMarks } from "./report_marks.js";
import { ReportModel } from "./report_model.js";
import { toastFailure } from "./toast.js";

/** @typedef {import("./report_model.js").Token} Token */
/** @typedef {import("./report_model.js").Dirty} Dirty */
/** @typedef {{revision: number, tokens: Token[], words: Record<string, [number, number]>, doubtful: string[], suggestions: {words: string[], text: string, alike?: string[]}[], critical?: string[], unread?: string[]}} Spoken */

const PAUSE_MS = 900;
const LONGEST_MS = 1900; // a save begins within two seconds of the first unsaved letter
/** @type {Dirty} */
const UNCHANGED = { first: -1, last: -1, text: "" };
const BLANK = /^[[(]?(_{2,}|\?{2,}|blank|inaudible)[\])]?[.,;:]?$/i;

export class ReportEdit {
  /** @param {HTMLFormElement} form @param {import("./autosave.js").Saver} saver @param {Spoken} spoken */
  constructor(form, saver, spoken) {
    this.path = form.dataset.words ?? "";
    this.area = /** @type {HTMLTextAreaElement} */ (form.querySelector("[data-report]"));
    this.saver = saver;
    this.words = spoken.words;
    this.doubtful = new Set(spoken.doubtful);
    this.suggestions = spoken.suggestions;
    this.critical = new Set(spoken.critical ?? []);
    this.unread = new Set(spoken.unread ?? []);
    this.model = new ReportModel(spoken.tokens);
    this.marks = new ReportMarks(form, this.area);
    /** @type {(index: number | null) => void} the caret stands in another word */
    this.onWord = () => {};
    /** @type {() => void} the text or its marks changed */
    this.onChange = () => {};
    this.sentText = this.model.text;
    this.timer = 0;
    this.dirtySince = 0;
    this.queued = false;
    if (this.area.value !== this.model.text) this.area.value = this.model.text;
    this.#listen();
    this.#mark();
  }

  get typed() {
    return this.area.value;
  }

  #listen() {
    this.area.addEventListener("input", () => {
      this.#mark();
      this.#schedule();
    });
    this.area.addEventListener("blur", () => this.save());
    window.addEventListener("beforeunload", (event) => {
      this.save();
      if (this.saver.isBusy) event.preventDefault();
    });
  }

  #schedule() {
    const now = Date.now();
    if (!this.dirtySince) this.dirtySince = now;
    window.clearTimeout(this.timer);
    const wait = Math.min(PAUSE_MS, Math.max(this.dirtySince + LONGEST_MS - now, 0));
    this.timer = window.setTimeout(() => this.save(), wait);
  }

  /** Send what differs from the server's words; what is typed while a save is under way follows right after it. */
  save() {
    window.clearTimeout(this.timer);
    this.dirtySince = 0;
    if (this.area.readOnly || this.queued || this.typed === this.sentText) return;
    this.queued = true;
    let dirty = UNCHANGED;
    this.saver.save({
      range: () => {
        dirty = this.#takeDirty();
        return { first: this.model.tokens[dirty.first]?.id ?? "", last: this.model.tokens[dirty.last]?.id ?? "" };
      },
      text: () => dirty.text,
      saved: (answer) => this.#saved(dirty, answer),
      theirs: () => void this.reload(),
    });
  }

  /** What is sent now: asked when it is sent, so that it is measured against the newest words. @returns {Dirty} */
  #takeDirty() {
    this.queued = false;
    this.sentText = this.typed;
    const dirty = this.model.dirty(this.typed);
    if (dirty) return dirty;
    // typed and taken back again: saving the first words as they are changes nothing
    const last = this.model.chunkEnd(0);
    const end = last < 0 ? 0 : this.model.starts[last] + this.model.tokens[last].text.length;
    return { first: last < 0 ? -1 : 0, last, text: this.model.text.slice(0, end) };
  }

  /** @param {Dirty} dirty @param {import("./autosave.js").Saved} answer */
  #saved(dirty, answer) {
    this.model.replace(Math.max(dirty.first, 0), dirty.last, answer.tokens);
    const isAtRest = this.typed === this.sentText;
    if (isAtRest && answer.others) void this.reload();
    else if (!isAtRest) this.#schedule();
    this.#mark();
  }

  /** The text as the server has it, with the caret where it was. @param {string} [tokenId] a word to go to */
  async reload(tokenId = "") {
    try {
      const spoken = /** @type {Spoken} */ (await getJson(this.path));
      this.saver.revision = spoken.revision;
      this.unread = new Set(spoken.unread ?? []);
      this.model = new ReportModel(spoken.tokens);
      this.sentText = this.model.text;
      const change = this.model.difference(this.typed);
      const caret = this.area.selectionStart;
      this.area.value = this.model.text;
      this.area.selectionStart = this.area.selectionEnd = change && caret >= change.newEnd ? caret - change.newEnd + change.oldEnd : caret;
      this.#mark();
      const index = this.model.tokens.findIndex((token) => token.id === tokenId);
      if (index >= 0) this.select(index);
    } catch (failure) {
      toastFailure(failure);
    }
  }

  /** Whether a word needs a look: a machine's word that it doubted, or a blank. @param {Token} token */
  needsLook(token) {
    return BLANK.test(token.text) || (!token.person && token.words.some((word) => this.doubtful.has(word)));
  }

  /** How many blanks are left. */
  get blanks() {
    return this.model.tokens.filter((token) => BLANK.test(token.text)).length;
  }

  /** Indexes of the words that need a look. @returns {number[]} */
  get doubts() {
    return this.model.tokens.flatMap((token, index) => (this.needsLook(token) ? [index] : []));
  }

  /** Select the next doubtful word, round the end. @param {1 | -1} step @returns {number | null} its index */
  goToDoubt(step) {
    const { doubts } = this;
    if (doubts.length === 0) return null;
    const at = step > 0 ? this.area.selectionEnd : this.area.selectionStart;
    const here = this.model.under(at, this.typed) ?? 0;
    const selected = this.area.selectionEnd > this.area.selectionStart;
    const next =
      step > 0
        ? doubts.find((index) => index > here || (index === here && !selected && this.model.starts[index] >= at)) ?? doubts[0]
        : doubts.findLast((index) => index < here) ?? doubts[doubts.length - 1];
    this.select(next);
    return next;
  }

  /** @param {number} index */
  select(index) {
    const place = this.model.placeOf(index, this.typed);
    if (!place) return;
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(place.start, place.end);
    this.marks.reveal(place);
    this.onWord(index);
  }

  /** Write over a word. @param {number} first @param {number} last @param {string} text */
  writeOver(first, last, text) {
    const [start, end] = [this.model.placeOf(first, this.typed), this.model.placeOf(last, this.typed)];
    if (!start || !end || this.area.readOnly) return;
    this.area.focus({ preventScroll: true });
    this.area.setRangeText(text, start.start, end.end, "end");
    this.area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  /** When a word was said. @param {number} index @returns {{start: number, end: number} | null} */
  timeOf(index) {
    const times = this.model.tokens[index]?.words.map((word) => this.words[word]).filter(Boolean) ?? [];
    if (times.length === 0) return null;
    return { start: Math.min(...times.map((one) => one[0])), end: Math.max(...times.map((one) => one[1])) };
  }

  #mark() {
    const { tokens } = this.model;
    const places = (/** @type {(token: Token) => boolean} */ wanted) =>
      tokens.flatMap((token, index) => (wanted(token) ? this.model.placeOf(index, this.typed) ?? [] : []));
    const isCritical = (/** @type {Token} */ token) => !token.person && token.words.some((word) => this.critical.has(word));
    this.marks.show(
      this.typed,
      places((token) => this.needsLook(token)),
      places((token) => this.unread.has(token.id)),
      places((token) => isCritical(token) && !this.needsLook(token)),
    );
    this.onChange();
  }
}
