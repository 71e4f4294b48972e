// @ts-check
/** The field in which words are corrected in their place; the words wait hidden behind it. */

import { textOf, withLineEnds } from "./word_elements.js";

export class WordField {
  /**
   * @param {HTMLElement[]} words in order, at least one
   * @param {{closed: (typed: string | null) => void, key: (event: KeyboardEvent) => boolean}} page
   *   `closed`: what was typed, null when nothing changed; `key`: true when the page dealt with the key
   */
  constructor(words, page) {
    this.words = words;
    this.page = page;
    this.before = textOf(words);
    const input = document.createElement("input");
    input.className = "word-field";
    input.type = "text";
    input.spellcheck = false;
    input.autocomplete = "off";
    input.value = this.before.replace(/\s+/g, " ");
    input.setAttribute("aria-label", `Correct: ${input.value}`);
    this.input = input;
    this.#size();
    for (const word of words) word.hidden = true;
    words[0].before(input);
    input.addEventListener("input", () => this.#size());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (page.key(event)) event.preventDefault();
    });
    input.focus();
    input.select();
  }

  /** Close it; with `asItWas` what was typed is forgotten. @param {{asItWas?: boolean}} [options] */
  close({ asItWas = false } = {}) {
    if (!this.input.isConnected || this.input.dataset.closing) return;
    this.input.dataset.closing = "yes"; // taking it out of the page fires its blur
    const typed = withLineEnds(this.input.value, this.before);
    this.input.remove();
    for (const word of this.words) word.hidden = false;
    this.page.closed(asItWas || typed === this.before ? null : typed);
  }

  #size() {
    this.input.size = Math.max(this.input.value.length + 1, 4);
  }
}
