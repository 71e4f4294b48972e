// @ts-check
/**
 * The report in one text area, corrected like any text. What is typed is saved after a short pause as a range of words;
 * the text area is never rewritten while somebody types, so caret and scroll stay where they are. Marks (doubtful words,
 * the word being said, the doubt at hand) lie in a copy of the text behind it.
 *
 * A key does as little as it can: the copy is told what changed, and everything that goes through the whole report
 * (which words are marked, how many doubts are left) waits until the hands rest.
 */

import { getJson } from "./api.js";
import { ReportDoubts } from "./report_doubts.js";
import { ReportMarks } from "./report_marks.js";
import { differenceOf, ReportModel } from "./report_model.js";
import { timeOf } from "./report_times.js";
import { toastFailure } from "./toast.js";

/** @typedef {import("./report_model.js").Token} Token */
/** @typedef {import("./report_model.js").Dirty} Dirty */
/** @typedef {{revision: number, tokens: Token[], words: Record<string, [number, number]>, doubtful: string[], suggestions: {words: string[], text: string, alike?: string[]}[], critical?: string[], unread?: string[]}} Spoken */

const PAUSE_MS = 700;
const LONGEST_MS = 1200; // a letter is at the server within two seconds, on a busy machine too
const MARKS_REST_MS = 150;
/** @type {Dirty} */
const UNCHANGED = { first: -1, last: -1, text: "" };

export class ReportEdit {
  /** @param {HTMLFormElement} form @param {import("./autosave.js").Saver} saver @param {Spoken} spoken */
  constructor(form, saver, spoken) {
    this.path = form.dataset.words ?? "";
    this.area = /** @type {HTMLTextAreaElement} */ (form.querySelector("[data-report]"));
    this.saver = saver;
    this.words = spoken.words;
    this.suggestions = spoken.suggestions;
    this.unread = new Set(spoken.unread ?? []);
    this.model = new ReportModel(spoken.tokens);
    this.doubts = new ReportDoubts(this, spoken);
    this.marks = new ReportMarks(form, this.area);
    /** @type {(index: number | null) => void} the caret stands in another word */
    this.onWord = () => {};
    /** @type {() => void} the text or its marks changed */
    this.onChange = () => {};
    this.sentText = this.model.text;
    this.timer = 0;
    this.markTimer = 0;
    this.dirtySince = 0;
    this.queued = false;
    this.held = false; // nothing is saved while the server is asked for a text of its own
    if (this.area.value !== this.model.text) this.area.value = this.model.text;
    this.#listen();
    this.mark();
  }

  get typed() {
    return this.area.value;
  }

  #listen() {
    this.area.addEventListener("input", () => {
      this.marks.write(this.typed);
      this.#markSoon();
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
    if (this.area.readOnly || this.held || this.queued || this.typed === this.sentText) return;
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
    this.#markSoon();
  }

  /** Let words stand as they are: a person looked at them, or heard them. Kept, and taken back, as one change. @param {number[]} indexes in order */
  accept(indexes) {
    const tokens = indexes.map((index) => this.model.tokens[index]).filter((token) => !token.person);
    if (this.area.readOnly || tokens.length === 0) return;
    this.save(); // what was typed before goes before
    for (const token of tokens) token.person = true; // seen at once; the server's words follow
    const ids = new Set(tokens.map((token) => token.id));
    let [first, last] = [-1, -1]; // where they stand when it is sent; -1 when all were typed over since
    this.saver.save({
      range: () => {
        first = this.model.tokens.findIndex((token) => ids.has(token.id));
        last = this.model.tokens.findLastIndex((token) => ids.has(token.id));
        return { first: this.model.tokens[first]?.id ?? "", last: this.model.tokens[last]?.id ?? "" };
      },
      only: () => [...ids],
      text: () => "",
      act: "accepted",
      saved: (answer) => {
        if (first >= 0) this.model.replace(first, last, answer.tokens);
        this.#markSoon();
      },
      theirs: () => void this.reload(),
    });
    this.mark();
  }

  /** The text as the server has it, with the caret where it was. @param {string} [tokenId] a word to go to */
  async reload(tokenId = "") {
    try {
      // a save that is under way gives words new ids: what was read before it is read again
      for (;;) {
        if (!(await this.saver.settled())) return;
        const spoken = /** @type {Spoken} */ (await getJson(this.path));
        if (!this.saver.isBusy && spoken.revision >= this.saver.revision) return this.#adopt(spoken, tokenId);
      }
    } catch (failure) {
      toastFailure(failure);
    }
  }

  /** @param {Spoken} spoken @param {string} [tokenId] a word to go to */
  #adopt(spoken, tokenId = "") {
    this.saver.revision = spoken.revision;
    this.unread = new Set(spoken.unread ?? []);
    this.model = new ReportModel(spoken.tokens);
    const known = this.sentText;
    this.sentText = this.model.text;
    this.#showNew(known);
    const index = this.model.tokens.findIndex((token) => token.id === tokenId);
    if (index >= 0) this.select(index);
  }

  /**
   * Another text in place of the report, at once, while the server is asked to do the same: what is typed meanwhile
   * goes into it and is saved when the server answered. The report stands again when it refuses.
   * @param {string} text @param {number} caret @param {() => Promise<Spoken>} ask
   */
  async startAnew(text, caret, ask) {
    const before = this.typed;
    this.held = true;
    this.#write(text, caret);
    this.sentText = text;
    try {
      const spoken = await ask();
      this.held = false;
      this.#adopt(spoken);
    } catch (failure) {
      this.held = false;
      const typed = differenceOf(text, this.typed);
      this.sentText = before;
      const letters = typed ? `${this.typed.slice(typed.start, typed.newEnd)} ` : "";
      this.#write(letters + before, letters.length);
      this.save();
      throw failure;
    }
  }

  /** @param {string} text @param {number} caret */
  #write(text, caret) {
    this.area.value = text;
    this.area.setSelectionRange(caret, caret);
    this.mark();
  }

  /** Show the new words; what was typed since the server had `known` is kept and saved. @param {string} known */
  #showNew(known) {
    const typedSince = differenceOf(known, this.typed);
    const news = this.model.difference(known);
    const placeNow = (/** @type {number} */ at) => {
      if (!news || at <= news.start) return at;
      return at >= news.newEnd ? at - news.newEnd + news.oldEnd : news.oldEnd;
    };
    const { text } = this.model;
    if (typedSince) {
      const [start, end] = [placeNow(typedSince.start), placeNow(typedSince.oldEnd)];
      const letters = this.typed.slice(typedSince.start, typedSince.newEnd);
      this.#write(text.slice(0, start) + letters + text.slice(Math.max(start, end)), start + letters.length);
      this.#schedule();
    } else {
      this.#write(text, placeNow(this.area.selectionStart));
    }
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
    if (start && end) this.write(text, start.start, end.end);
  }

  /** Write like a hand at the keyboard, so that the browser's own undo knows it. @param {string} text @param {number} start @param {number} end */
  write(text, start, end) {
    if (this.area.readOnly) return;
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(start, end);
    // setRangeText empties the browser's undo list; this is the only way that does not
    if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
    this.area.setRangeText(text, start, end, "end");
    this.area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  /** When a word was said, or the gap in the sound in which a typed one stands. @param {number} index @returns {import("./report_times.js").Span | null} */
  timeOf(index) {
    return timeOf(this.model.tokens, this.words, index);
  }

  #markSoon() {
    window.clearTimeout(this.markTimer);
    this.markTimer = window.setTimeout(() => this.mark(), MARKS_REST_MS);
  }

  /** Mark everything anew. */
  mark() {
    window.clearTimeout(this.markTimer);
    const { typed, model, doubts } = this;
    const places = (/** @type {(token: Token) => boolean} */ wanted) =>
      model.tokens.flatMap((token, index) => (wanted(token) ? model.placeOf(index, typed) ?? [] : []));
    this.marks.write(typed);
    this.marks.show({
      critical: places((token) => doubts.isCritical(token) && !doubts.needsLook(token)),
      unread: places((token) => this.unread.has(token.id)),
      doubtful: places((token) => doubts.needsLook(token)),
    });
    this.onChange();
  }
}
