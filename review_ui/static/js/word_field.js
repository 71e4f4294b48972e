// @ts-check
/** The field in which words are corrected in their place, or new ones typed beside a word. */

import { textOf, withLineEnds } from "./word_elements.js";

/**
 * @typedef {object} Opened
 * @property {HTMLElement[]} words that are corrected, hidden behind the field; none for new ones
 * @property {HTMLElement} at the word before or behind which the field stands
 * @property {"before" | "behind"} side
 * @property {"all" | "middle"} caret everything marked, or the caret in the middle to split a word
 * @property {string} label
 */

export class WordField {
  /**
   * @param {Opened} opened
   * @param {{closed: (typed: string, changed: boolean) => void, left: () => void, key: (event: KeyboardEvent) => boolean}} page
   *   `closed`: what stands there now; `left`: as it was; `key`: true when the page dealt with the key
   */
  constructor(opened, page) {
    this.words = opened.words;
    this.page = page;
    this.before = textOf(opened.words);
    const input = document.createElement("input");
    input.className = "word-field";
    input.type = "text";
    input.spellcheck = false;
    input.autocomplete = "off";
    input.value = this.before.replace(/\s+/g, " ");
    input.setAttribute("aria-label", `${opened.label}: ${input.value}`.replace(/: $/, ""));
    this.input = input;
    this.#size();
    for (const word of this.words) word.hidden = true;
    if (opened.side === "before") opened.at.before(input);
    else opened.at.after(input);
    this.isTyped = false;
    input.addEventListener("input", () => {
      this.isTyped = true;
      this.#size();
    });
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => {
      const isDone = page.key(event);
      if (isDone) event.preventDefault();
      if (isDone || !event.altKey) event.stopPropagation(); // the page's keys with Alt work in the field too
    });
    input.focus();
    const middle = Math.ceil(input.value.length / 2);
    if (opened.caret === "middle") input.setSelectionRange(middle, middle);
    else input.select();
  }

  /** Let the word that is being typed read so. @param {string} text @returns {boolean} false while nothing was typed */
  endWith(text) {
    if (!this.isTyped) return false;
    this.input.value = this.input.value.replace(/\S*$/, text);
    return true;
  }

  /** Close it; with `asItWas` what was typed is forgotten. @param {{asItWas?: boolean}} [options] */
  close({ asItWas = false } = {}) {
    if (!this.input.isConnected || this.input.dataset.closing) return;
    this.input.dataset.closing = "yes"; // taking it out of the page fires its blur
    const typed = withLineEnds(this.input.value, this.before);
    this.input.remove();
    for (const word of this.words) word.hidden = false;
    if (asItWas) this.page.left();
    else this.page.closed(typed, typed !== this.before);
  }

  #size() {
    this.input.size = Math.max(this.input.value.length + 1, 4);
  }
}
