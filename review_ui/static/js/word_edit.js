// @ts-check
/**
 * The page's text as words: walk through them, correct them in place, go from doubt to doubt.
 *
 * Arrow keys walk; Shift with an arrow takes more words into the range; Enter, F2 or a double click opens the range as
 * one field. In the field: Enter saves, Tab saves and goes to the next doubt, Escape leaves it as it was; an empty field
 * takes the words out. What is done to words is in word_acts.js; chart_keys.js gives each act its key.
 */

import { WordActs } from "./word_acts.js";
import { WordField } from "./word_field.js";

/** @typedef {import("./autosave.js").Saver} Saver */
/** @typedef {import("./word_boxes.js").WordBoxes} WordBoxes */
/** @typedef {import("./word_acts.js").Act} Act */
/**
 * @typedef {object} Page
 * @property {Saver} saver
 * @property {() => boolean} mayEdit
 * @property {() => void} changed the words changed
 * @property {() => void} conflicted the text has to be read anew
 * @property {(step: 1 | -1) => void} past no doubt is left in this direction
 * @property {(number: number) => void} takeReading the other reading with this number was chosen in the field
 */

/** Doubts that the person stood on in this sitting, by token: they keep their line and lose their ground. @type {Set<string>} */
const seen = new Set();

export class WordEdit {
  /** @type {HTMLElement | null} where the walk stands */
  current = null;
  /** @type {HTMLElement | null} the other end of a range */
  #end = null;
  /** @type {WordField | null} */
  #field = null;

  /** @param {HTMLElement} text @param {WordBoxes} boxes @param {Page} page */
  constructor(text, boxes, page) {
    this.text = text;
    this.boxes = boxes;
    this.page = page;
    this.acts = new WordActs(this);
    for (const word of this.words()) if (seen.has(word.dataset.token ?? "")) this.#markSeen(word);
    boxes.onChosen = (word) => word.focus();
    text.addEventListener("focusin", (event) => this.#focused(event));
    text.addEventListener("keydown", (event) => this.#key(event));
    text.addEventListener("dblclick", (event) => (isInForm(event) ? undefined : this.open()));
    text.addEventListener("mousedown", (event) => this.#pressed(event));
  }

  /** @returns {HTMLElement[]} */
  words() {
    return [...this.text.querySelectorAll("[data-token]")].filter((one) => one instanceof HTMLElement);
  }

  /** The words of the range in order; the current one alone when no other was taken in. @returns {HTMLElement[]} */
  range() {
    if (!this.current?.isConnected) return [];
    const all = this.words();
    const from = all.indexOf(this.current);
    const to = this.#end?.isConnected ? all.indexOf(this.#end) : from;
    return all.slice(Math.min(from, to), Math.max(from, to) + 1);
  }

  /** The words that somebody has to look at, in order. @returns {HTMLElement[]} */
  doubts() {
    return this.words().filter(isDoubtful);
  }

  /** What is typed in the field is saved, where one is open. */
  leaveField() {
    if (this.#field) this.#leave({});
  }

  /** @param {1 | -1} step */
  goToDoubt(step) {
    this.#field?.close();
    const all = this.words();
    const at = this.current ? all.indexOf(this.current) : -1;
    const rest = step > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
    const next = rest.find(isDoubtful);
    if (next) next.focus();
    else this.page.past(step);
  }

  /** Come in from the page before or after: to its first or last doubt. @param {1 | -1} step */
  enter(step) {
    const doubts = this.doubts();
    ((step > 0 ? doubts[0] : doubts.at(-1)) ?? this.words()[0])?.focus();
  }

  /** Go to the word with this id, if it stands on this page. @param {string} tokenId */
  goTo(tokenId) {
    this.#wordWith(tokenId)?.focus();
  }

  /** Mark the words from one to another, without moving the focus. @param {string} first @param {string} last token ids @returns {HTMLElement[]} */
  show(first, last) {
    const [from, to] = [this.#wordWith(first), this.#wordWith(last)];
    if (!from || !to) return [];
    this.current = from;
    this.#end = to;
    const range = this.range();
    this.boxes.makeCurrent(range);
    return range;
  }

  /** Open the range as one field. @param {{caret?: "all" | "middle", act?: Act}} [options] */
  open({ caret = "all", act = "typed" } = {}) {
    const words = this.range();
    if (this.#field || words.length === 0 || !this.page.mayEdit()) return;
    const label = act === "by_hand" ? "Type what is written by hand" : "Correct";
    this.#field = new WordField({ words, at: words[0], side: "before", caret, label }, {
      ...this.#fieldPage(),
      closed: (typed, changed) => {
        this.#closed();
        if (changed || act === "by_hand") this.acts.type(words, typed, act);
      },
    });
  }

  /** Open an empty field for new words beside the current one. @param {"before" | "behind"} side */
  insert(side) {
    const word = this.current;
    if (this.#field || !word?.isConnected || !this.page.mayEdit()) return;
    this.boxes.makeCurrent([word]);
    this.#field = new WordField({ words: [], at: word, side, caret: "all", label: "New words" }, {
      ...this.#fieldPage(),
      closed: (typed) => {
        this.#closed();
        const there = word.textContent ?? "";
        if (typed) this.acts.type([word], side === "before" ? `${typed} ${there}` : `${there} ${typed}`);
      },
    });
  }

  /**
   * Put this text in the place of the word that the person stands on, and go on to the next doubt; in a field that was
   * typed in it ends the word that is being typed. @param {string} text
   */
  take(text) {
    if (this.#field?.endWith(text)) return this.#field.words.some(isDoubtful) ? this.goToDoubt(1) : this.#leave({});
    this.#field?.close({ asItWas: true });
    this.#do((words) => this.acts.type(words.slice(0, 1), text));
    this.goToDoubt(1);
  }

  /** The words are right as they stand: their doubts are settled, and the walk goes on. */
  accept() {
    const words = this.#field ? this.#field.words : this.range();
    this.#field?.close();
    const doubtful = words.filter((word) => word.isConnected && isDoubtful(word));
    if (this.page.mayEdit()) this.acts.accept(doubtful);
    this.goToDoubt(1);
  }

  /** The range becomes one word; a single word is joined with the next. */
  join() {
    const range = this.range();
    const following = this.words()[this.words().indexOf(range[range.length - 1]) + 1];
    const joined = range.length > 1 || !following ? range : [...range, following];
    if (joined.length > 1) this.#do(() => this.acts.join(joined));
  }

  takeOut() {
    this.#do((words) => this.acts.type(words, ""));
  }

  markIllegible() {
    this.#do((words) => this.acts.markIllegible(words));
  }

  /** @param {(words: HTMLElement[]) => void} act */
  #do(act) {
    const words = this.range();
    if (this.#field || words.length === 0 || !this.page.mayEdit()) return;
    act(words);
    this.#end = null;
    this.current?.focus();
  }

  /** @param {string} tokenId @returns {HTMLElement | undefined} */
  #wordWith(tokenId) {
    return this.words().find((word) => word.dataset.token === tokenId);
  }

  #closed() {
    this.#field = null;
    this.#end = null;
  }

  #fieldPage() {
    return { left: () => this.#closed(), key: (/** @type {KeyboardEvent} */ event) => this.#fieldKey(event) };
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const word = event.target instanceof Element ? event.target.closest("[data-token]") : null;
    if (!(word instanceof HTMLElement)) return;
    this.current = word;
    this.#end = null;
    this.boxes.makeCurrent([word]);
    this.#markSeen(word);
  }

  /** @param {HTMLElement} word */
  #markSeen(word) {
    if (isDoubtful(word)) seen.add(word.dataset.token ?? "");
    word.classList.toggle("is-seen", isDoubtful(word));
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const word = event.target instanceof Element ? event.target.closest("[data-token]") : null;
    if (!(word instanceof HTMLElement) || event.button !== 0) return;
    event.preventDefault(); // a double click opens the field and must not mark text as well
    if (event.shiftKey && this.current) this.#extendTo(word);
    else word.focus();
  }

  /** @param {HTMLElement} word */
  #extendTo(word) {
    this.#end = word;
    this.boxes.makeCurrent(this.range());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey || isInForm(event)) return;
    const acts = {
      ArrowRight: () => this.#walk(1, event.shiftKey),
      ArrowLeft: () => this.#walk(-1, event.shiftKey),
      ArrowDown: () => this.#walkLine(1),
      ArrowUp: () => this.#walkLine(-1),
      Enter: () => this.open(),
      F2: () => this.open(),
      Delete: () => this.takeOut(),
    };
    // Ctrl+Enter belongs to the index where no word is stood on
    const act = event.ctrlKey
      ? event.key === "Enter" && this.range().length > 0 && (() => this.accept())
      : acts[/** @type {keyof typeof acts} */ (event.key)];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @param {number} step @param {boolean} takesIn */
  #walk(step, takesIn) {
    const all = this.words();
    const from = takesIn && this.#end ? this.#end : this.current;
    const next = all[from ? all.indexOf(from) + step : 0];
    if (!next) return;
    if (takesIn) this.#extendTo(next);
    else next.focus();
  }

  /** The nearest word on the next line as it is shown. @param {1 | -1} step */
  #walkLine(step) {
    const here = this.current?.getBoundingClientRect();
    if (!here) return this.#walk(1, false);
    const places = this.words().map((word) => ({ word, at: word.getBoundingClientRect() }));
    const beyond = places.filter(({ at }) => (step > 0 ? at.top > here.bottom - 2 : at.bottom < here.top + 2));
    const tops = beyond.map(({ at }) => at.top);
    const line = step > 0 ? Math.min(...tops) : Math.max(...tops);
    const onLine = beyond.filter(({ at }) => Math.abs(at.top - line) < 4);
    onLine.sort((one, other) => Math.abs(one.at.left - here.left) - Math.abs(other.at.left - here.left));
    onLine[0]?.word.focus();
  }

  /** @param {KeyboardEvent} event @returns {boolean} */
  #fieldKey(event) {
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Tab") this.goToDoubt(event.shiftKey ? -1 : 1);
    else if (control && event.key === "ArrowDown") this.goToDoubt(1);
    else if (control && event.key === "ArrowUp") this.goToDoubt(-1);
    else if (control && event.key === "Enter") this.accept();
    else if (event.altKey && /^[1-5]$/.test(event.key)) this.page.takeReading(Number(event.key));
    else if (event.key === "Enter" || event.key === "F2") this.#leave({});
    else if (event.key === "Escape") this.#leave({ asItWas: true });
    else return false;
    return true;
  }

  /** @param {{asItWas?: boolean}} how */
  #leave(how) {
    this.#field?.close(how);
    this.current?.focus();
  }
}

/** The places under the text have fields of their own, whose keys are theirs. @param {Event} event @returns {boolean} */
function isInForm(event) {
  return event.target instanceof Element && event.target.closest("form") !== null;
}

const isDoubtful = (/** @type {Element} */ word) => word.classList.contains("doubtful");
