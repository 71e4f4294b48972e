// @ts-check
/**
 * The way to any word in sight without walking: a key puts two letters by each word of the text, the two letters open
 * that word for correcting. With Shift for the second letter the walk only stands on it, to take more words in or put
 * words beside it. Any other key leaves everything as it was.
 */

import { onKey } from "./keyboard.js";

/** @typedef {import("./word_edit.js").WordEdit} WordEdit */

const LETTERS = "asdfghjklqwertyuiopzxcvbnm";

export class WordLetters {
  /** @type {Map<string, {word: HTMLElement, label: HTMLElement}>} */
  #labels = new Map();
  #typed = "";

  /** @param {{edit: () => WordEdit | null}} page */
  constructor(page) {
    this.page = page;
    onKey("k", "Letters by every word in sight: type them to correct that word", () => this.show());
    onKey("Alt+k", "The same while correcting: save, then the letters", () => this.show(), { whileTyping: true });
    document.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    document.addEventListener("pointerdown", () => this.#hide());
  }

  show() {
    this.#hide();
    const edit = this.page.edit();
    if (!edit) return;
    edit.leaveField();
    const frame = edit.text.getBoundingClientRect();
    const inSight = edit.words().flatMap((word) => {
      const at = word.getBoundingClientRect();
      return at.bottom > frame.top && at.top < frame.bottom ? [{ word, at }] : [];
    });
    const labels = inSight.slice(0, LETTERS.length ** 2).map(({ word, at }, index) => {
      const letters = lettersOf(index, inSight.length);
      const label = document.createElement("span");
      label.className = "word-letters";
      label.setAttribute("aria-hidden", "true");
      label.textContent = letters;
      label.dataset.lettersOf = word.dataset.words;
      label.style.left = `${at.left - frame.left - 2}px`;
      label.style.top = `${at.top - frame.top + edit.text.scrollTop - 5}px`;
      this.#labels.set(letters, { word, label });
      return label;
    });
    edit.text.append(...labels);
    edit.text.setAttribute("aria-description", "Type the two letters by a word");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#labels.size === 0 || event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
    const letters = this.#typed + event.key.toLowerCase();
    const found = this.#labels.get(letters);
    const isOnTheWay = [...this.#labels.keys()].some((one) => one.startsWith(letters));
    if (event.ctrlKey || event.altKey || event.metaKey || !isOnTheWay) return this.#hide();
    this.#typed = letters;
    for (const [name, { label }] of this.#labels) label.classList.toggle("is-out", !name.startsWith(letters));
    if (!found) return;
    this.#hide();
    found.word.focus();
    if (!event.shiftKey) this.page.edit()?.open();
  }

  #hide() {
    for (const { label } of this.#labels.values()) label.remove();
    this.#labels.clear();
    this.#typed = "";
    this.page.edit()?.text.removeAttribute("aria-description");
  }
}

/** @param {number} index @param {number} count of all words in sight @returns {string} one letter while these are enough, else two */
function lettersOf(index, count) {
  if (count <= LETTERS.length) return LETTERS[index];
  return LETTERS[Math.floor(index / LETTERS.length)] + LETTERS[index % LETTERS.length];
}
