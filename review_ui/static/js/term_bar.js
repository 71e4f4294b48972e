// @ts-check
/** Terms that a doubtful word may have been, at the foot of the report; Alt+1 to Alt+5 take one. Never applied by itself. */

import { onKey } from "./keyboard.js";

const MOST_OFFERS = 5; // as many as have a key

/** @typedef {{first: number, last: number, text: string, alike: string[]}} Offer `alike`: drugs easily taken for it */

export class TermBar {
  /** @param {HTMLElement} form @param {import("./report_edit.js").ReportEdit} edit */
  constructor(form, edit) {
    this.bar = /** @type {HTMLElement} */ (form.querySelector("[data-terms]"));
    this.edit = edit;
    for (const number of [1, 2, 3, 4, 5]) {
      onKey(`Alt+${number}`, number === 1 ? "Take the first suggested term" : "", () => this.#take(number - 1), { whileTyping: true });
    }
    this.bar.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button) button.dataset.take && this.#take(Number(button.dataset.take));
    });
    /** @type {Offer[]} */
    this.offers = [];
  }

  /** Offer the terms for the word at hand. @param {number | null} index */
  show(index) {
    const token = index === null ? undefined : this.edit.model.tokens[index];
    this.offers = token && !token.person && !this.edit.area.readOnly ? this.#offersFor(token.words) : [];
    this.bar.hidden = this.offers.length === 0;
    const words = this.offers.map((offer, number) => this.#button(offer, number));
    this.bar.replaceChildren("This may have been ", ...words);
  }

  /** @param {Offer} offer @param {number} number */
  #button({ text, alike }, number) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.dataset.take = String(number);
    const key = document.createElement("kbd");
    key.setAttribute("aria-hidden", "true");
    key.textContent = `Alt ${number + 1}`;
    button.append(alike.length ? `${text} (not ${alike.join(" or ")})` : text, " ", key);
    return button;
  }

  /** @param {string[]} words machine word ids @returns {Offer[]} */
  #offersFor(words) {
    const { tokens } = this.edit.model;
    const found = this.edit.suggestions.filter((one) => one.words.some((word) => words.includes(word)));
    return found.slice(0, MOST_OFFERS).flatMap(({ words: heard, text, alike = [] }) => {
      const covered = tokens.flatMap((token, at) => (token.words.some((word) => heard.includes(word)) ? [at] : []));
      return covered.length ? [{ first: covered[0], last: covered[covered.length - 1], text, alike }] : [];
    });
  }

  /** @param {number} number */
  #take(number) {
    const offer = this.offers[number];
    if (!offer) return;
    this.edit.writeOver(offer.first, offer.last, offer.text);
    this.show(null);
  }
}
