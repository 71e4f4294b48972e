// @ts-check
/**
 * What the engines read besides, for the doubtful word that the person stands on: a click or its number takes it.
 * The buttons carry data-key, so keyboard.js knows their numbers; nothing is shown for a word that is read one way.
 */

const MOST = 9; // one key each

export class OtherReadings {
  /** @param {HTMLElement} sheet @param {(text: string) => void} take what a choice does */
  constructor(sheet, take) {
    this.strip = /** @type {HTMLElement | null} */ (sheet.querySelector("[data-other-readings]"));
    this.take = take;
    sheet.querySelector("[data-text]")?.addEventListener("focusin", (event) => {
      const word = event.target instanceof Element ? event.target.closest("[data-token]") : null;
      this.show(word instanceof HTMLElement ? word : null);
    });
  }

  /** @param {HTMLElement | null} word */
  show(word) {
    if (!this.strip) return;
    const others = word?.classList.contains("doubtful") ? (word.dataset.others ?? "").split("\t").filter(Boolean) : [];
    this.strip.replaceChildren(...others.slice(0, MOST).map((text, index) => this.#button(text, String(index + 1))));
    if (others.length > 0) this.strip.prepend(leadingWords());
    this.strip.hidden = others.length === 0;
  }

  /** @param {string} text @param {string} key @returns {HTMLButtonElement} */
  #button(text, key) {
    const button = document.createElement("button");
    const shownKey = document.createElement("kbd");
    button.type = "button";
    button.className = "button small";
    button.dataset.key = key;
    button.dataset.keyLabel = `Take “${text}”`;
    shownKey.textContent = key;
    shownKey.setAttribute("aria-hidden", "true");
    button.append(text, " ", shownKey);
    button.addEventListener("click", () => this.take(text));
    return button;
  }
}

/** @returns {HTMLElement} */
function leadingWords() {
  const words = document.createElement("span");
  words.textContent = "also read as";
  return words;
}
