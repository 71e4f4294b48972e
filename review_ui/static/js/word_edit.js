// @ts-check
/**
 * The page's text as words: walk through them, correct them in place, go from doubt to doubt.
 *
 * Arrow keys walk; Shift with an arrow takes more words into the range; Enter, F2 or a double click opens the range as
 * one field. In the field: Enter saves, Tab saves and goes to the next doubt, Escape leaves it as it was; an empty field
 * takes the words out. What was typed is handed to the saver at once and stands in the text while it travels.
 */

import { replaceWords, wordNodes } from "./word_elements.js";
import { WordField } from "./word_field.js";

/** @typedef {import("./autosave.js").Saver} Saver */
/** @typedef {import("./autosave.js").Saved} Saved */
/** @typedef {import("./word_boxes.js").WordBoxes} WordBoxes */
/**
 * @typedef {object} Page
 * @property {Saver} saver
 * @property {() => boolean} mayEdit
 * @property {() => void} changed the words changed
 * @property {() => void} conflicted the text has to be read anew
 * @property {(step: 1 | -1) => void} past no doubt is left in this direction
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
    const doubts = this.words().filter(isDoubtful);
    ((step > 0 ? doubts[0] : doubts.at(-1)) ?? this.words()[0])?.focus();
  }

  /** Go to the word with this id, if it stands on this page. @param {string} tokenId */
  goTo(tokenId) {
    this.words()
      .find((word) => word.dataset.token === tokenId)
      ?.focus();
  }

  /** Open the range as one field. */
  open() {
    const words = this.range();
    if (this.#field || words.length === 0 || !this.page.mayEdit()) return;
    this.#field = new WordField(words, {
      closed: (typed) => {
        this.#field = null;
        this.#end = null;
        if (typed !== null) this.#save(words, typed);
      },
      key: (event) => this.#fieldKey(event),
    });
  }

  /** Put this text in the place of the word that the person stands on, and go on to the next doubt. @param {string} text */
  take(text) {
    const word = this.current;
    if (!word?.isConnected || this.#field || !this.page.mayEdit()) return;
    this.#save([word], text);
    this.goToDoubt(1);
  }

  /** @param {HTMLElement[]} words @param {string} typed */
  #save(words, typed) {
    const crossesParagraphs = words.some((word) => word.parentElement !== words[0].parentElement);
    const pending = document.createElement("span");
    pending.className = typed ? "word corrected is-saving" : "word taken-out is-saving";
    pending.tabIndex = -1;
    pending.textContent = typed || words.map((word) => word.textContent).join(" ");
    pending.dataset.token = words[0].dataset.token;
    pending.dataset.words = words.map((word) => word.dataset.words).join(" ");
    const hadFocus = words.includes(/** @type {HTMLElement} */ (this.current));
    replaceWords(words, [pending]);
    if (hadFocus) this.current = pending;
    this.page.saver.save({
      range: () => rangeOf(words), // asked late: a word that was still travelling has got its new id by then
      text: () => typed,
      saved: (saved) => (crossesParagraphs || saved.others ? this.page.conflicted() : this.#saved(pending, saved)),
      theirs: () => this.page.conflicted(),
    });
    this.page.changed();
  }

  /** @param {HTMLElement} pending @param {Saved} saved */
  #saved(pending, saved) {
    if (saved.tokens.length > 0) {
      pending.dataset.token = saved.tokens[0].id;
      pending.dataset.last = saved.tokens[saved.tokens.length - 1].id;
    }
    if (!pending.isConnected) return; // it was corrected once more meanwhile
    const hadFocus = document.activeElement === pending;
    const neighbour = this.#neighbourOf(pending);
    const nodes = wordNodes(saved.tokens);
    const first = nodes[0] instanceof HTMLElement ? nodes[0] : neighbour;
    if (this.current === pending) this.current = first;
    pending.replaceWith(...nodes);
    this.boxes.renew();
    if (hadFocus) first?.focus();
    this.page.changed();
  }

  /** @param {HTMLElement} word @returns {HTMLElement | null} */
  #neighbourOf(word) {
    const all = this.words();
    const at = all.indexOf(word);
    return all[at + 1] ?? all[at - 1] ?? null;
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
    if (event.altKey || event.ctrlKey || event.metaKey || isInForm(event)) return;
    const acts = {
      ArrowRight: () => this.#walk(1, event.shiftKey),
      ArrowLeft: () => this.#walk(-1, event.shiftKey),
      ArrowDown: () => this.#walkLine(1),
      ArrowUp: () => this.#walkLine(-1),
      Enter: () => this.open(),
      F2: () => this.open(),
      Delete: () => this.#takeOut(),
    };
    const act = acts[/** @type {keyof typeof acts} */ (event.key)];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #takeOut() {
    const words = this.range();
    if (words.length === 0 || !this.page.mayEdit()) return;
    this.#save(words, "");
    this.current?.focus();
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
    if (event.key === "Tab") this.goToDoubt(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" || event.key === "F2") this.#field?.close();
    else if (event.key === "Escape") this.#field?.close({ asItWas: true });
    else return false;
    if (event.key !== "Tab") this.current?.focus();
    return true;
  }
}

/** @param {HTMLElement[]} words @returns {{first: string, last: string}} */
function rangeOf(words) {
  const last = words[words.length - 1].dataset;
  return { first: words[0].dataset.token ?? "", last: last.last ?? last.token ?? "" };
}

/** The places under the text have fields of their own, whose keys are theirs. @param {Event} event @returns {boolean} */
function isInForm(event) {
  return event.target instanceof Element && event.target.closest("form") !== null;
}

/** @param {Element} word @returns {boolean} */
function isDoubtful(word) {
  return word.classList.contains("doubtful");
}
