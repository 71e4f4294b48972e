// @ts-check
/**
 * What the engines read besides, in a small list by the doubtful word that the person stands on: a click, Alt with its
 * number, or the number alone takes one. Nothing is shown for a word that is read one way. While a word is typed the
 * list shows how it may go on.
 */

import { completionsOf, knownWords, lastWord } from "./word_completions.js";

const MOST = 5; // one key each

export class OtherReadings {
  /** @param {HTMLElement} sheet @param {(text: string) => void} take what a choice does */
  constructor(sheet, take) {
    this.list = /** @type {HTMLElement | null} */ (sheet.querySelector("[data-other-readings]"));
    this.text = /** @type {HTMLElement} */ (sheet.querySelector("[data-text]"));
    this.take = take;
    /** @type {string[]} of the word that the person stands on */
    this.readings = [];
    this.text.addEventListener("focusin", (event) => {
      const word = event.target instanceof Element ? event.target.closest("[data-token]") : null;
      if (word instanceof HTMLElement) this.show(word);
    });
    this.text.addEventListener("input", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.matches(".word-field")) this.#goOn(event.target);
    });
    this.text.addEventListener("keydown", (event) => {
      const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
      const onWord = event.target instanceof Element && event.target.closest("[data-token]") !== null;
      if (isPlain && onWord && this.takeNumber(Number(event.key))) event.preventDefault();
    });
  }

  /** @param {number} number from 1 @returns {boolean} false when there is no such reading */
  takeNumber(number) {
    const chosen = this.list?.hidden ? null : this.list?.querySelectorAll("button")[number - 1];
    chosen?.click();
    return chosen instanceof HTMLElement;
  }

  hide() {
    if (this.list) this.list.hidden = true;
  }

  /** @param {HTMLElement} word */
  show(word) {
    if (!this.list) return;
    const others = word.classList.contains("doubtful") ? (word.dataset.others ?? "").split("\t").filter(Boolean) : [];
    this.readings = others;
    this.#offer(others, word);
  }

  /** @param {HTMLInputElement} field */
  #goOn(field) {
    const begun = lastWord(field.value);
    this.#offer(completionsOf(begun, this.readings, knownWords(document)), field);
  }

  /** @param {string[]} texts @param {HTMLElement} at */
  #offer(texts, at) {
    if (!this.list) return;
    this.list.replaceChildren(...texts.slice(0, MOST).map((text, index) => this.#button(text, index + 1)));
    this.list.hidden = texts.length === 0;
    if (texts.length > 0) this.#placeBy(at);
  }

  /** Under the word, moved to the left where it would stand out of the pane. @param {HTMLElement} word */
  #placeBy(word) {
    const list = /** @type {HTMLElement} */ (this.list);
    const frame = this.text.getBoundingClientRect();
    const at = word.getBoundingClientRect();
    const left = Math.min(at.left - frame.left, this.text.clientWidth - list.offsetWidth - 8);
    list.style.left = `${Math.max(left, 4)}px`;
    list.style.top = `${at.bottom - frame.top + this.text.scrollTop + 3}px`;
  }

  /** @param {string} text @param {number} number @returns {HTMLButtonElement} */
  #button(text, number) {
    const button = document.createElement("button");
    const shownKey = document.createElement("kbd");
    button.type = "button";
    button.className = "button small";
    button.title = `Alt+${number}`;
    button.setAttribute("aria-label", `Take ${text}, Alt ${number}`);
    shownKey.textContent = String(number);
    button.append(shownKey, " ", text);
    button.tabIndex = -1; // its number reaches it; Tab goes on to the next doubt
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => this.take(text));
    return button;
  }
}
