// @ts-check
/**
 * Writes short forms out while somebody types: "hx" and a space become "history " at the space.
 *
 *   new Expander(area, (typed) => ({ text, blank }) or null);
 *
 * It knows the word being typed key by key, so a key costs the same in a long report as in an empty one. It acts only on
 * a whole word that this person typed just now: not inside a word, not on pasted text, not on what another program types.
 * Backspace right after takes it back and leaves what was typed.
 */

/** @typedef {import("./phrase_text.js").Filled} Filled */
/** @typedef {{start: number, text: string, typed: string, from: number, to: number}} Expanded where it stands, and the selection after it */

const SEPARATORS = " \n\t.,:;?!)]}\"”"; // but a short form may begin with a semicolon
const MAY_FOLLOW = /[\s([{"“]/; // a short form begins the text, or stands after one of these
const LONGEST = 24; // as storage/phrases.py allows
const FASTEST_HAND_MS = 10; // a program sends every key sooner after the one before; of a hand's keys one may be

export class Expander {
  /** @type {Expanded | null} */
  #last = null;
  #isWriting = false;
  /** @type {string | null} the word so far; null: not known to be one that was typed from its beginning */
  #word = null;
  #slowKeys = 0;
  #caret = -2; // where the last letter left it; -2: not known
  #keyAt = 0;
  #keyBefore = 0;

  /** @param {HTMLTextAreaElement} area @param {(typed: string) => Filled | null} lookUp */
  constructor(area, lookUp) {
    this.area = area;
    this.lookUp = lookUp;
    area.addEventListener("keydown", (event) => this.#pressed(event));
    area.addEventListener("input", (event) => this.#typed(/** @type {InputEvent} */ (event)));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    this.#keyAt = event.timeStamp; // when the key went down, however busy the page is
    const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing);
    const { area } = this;
    const last = this.#last;
    if (event.key !== "Backspace" || !plain || !last || area.readOnly) return;
    if (area.selectionStart !== last.from || area.selectionEnd !== last.to) return;
    if (!area.value.startsWith(last.text, last.start)) return; // the page itself changed the text meanwhile
    event.preventDefault();
    this.#write(last.start, last.start + last.text.length, last.typed);
    this.#forget();
  }

  /** @param {InputEvent} event */
  #typed(event) {
    if (this.#isWriting) return;
    this.#last = null;
    const gap = this.#keyAt - this.#keyBefore;
    this.#keyBefore = this.#keyAt;
    const caret = this.area.selectionStart;
    const before = this.#caret;
    this.#caret = caret;
    const letter = letterOf(event);
    if (letter) this.#letter(letter, { caret, followsOn: caret === before + 1, isSlow: gap >= FASTEST_HAND_MS });
    else if (event.inputType === "deleteContentBackward" && caret === before - 1 && this.#word) this.#word = this.#word.slice(0, -1);
    else this.#forget();
  }

  /** @param {string} letter @param {{caret: number, followsOn: boolean, isSlow: boolean}} how */
  #letter(letter, { caret, followsOn, isSlow }) {
    if (!followsOn) this.#word = this.#beginsWord(caret) ? "" : null;
    const word = this.#word;
    if (SEPARATORS.includes(letter) && !(word === "" && letter === ";")) {
      const byHand = this.#slowKeys + Number(isSlow) > 0;
      this.#word = MAY_FOLLOW.test(letter) ? "" : null;
      this.#slowKeys = 0;
      if (word && word.length > 1 && byHand && followsOn) this.#expand(word, letter, caret);
    } else if (MAY_FOLLOW.test(letter)) {
      this.#word = "";
      this.#slowKeys = 0;
    } else if (word !== null) {
      this.#slowKeys = word === "" ? 0 : this.#slowKeys + Number(isSlow);
      this.#word = word.length < LONGEST ? word + letter : null;
    }
  }

  /** Whether the letter before the caret stands at the start of a word. @param {number} caret */
  #beginsWord(caret) {
    return caret < 2 || MAY_FOLLOW.test(this.area.value.charAt(caret - 2));
  }

  /** @param {string} word @param {string} separator @param {number} caret */
  #expand(word, separator, caret) {
    const meant = this.area.readOnly ? null : this.lookUp(word);
    const start = caret - word.length - 1;
    if (!meant || this.area.value.slice(start, caret) !== word + separator) return;
    const text = meant.text + separator;
    this.#write(start, caret, text);
    const from = start + (meant.blank ? meant.blank.start : text.length);
    const to = start + (meant.blank ? meant.blank.end : text.length);
    this.area.setSelectionRange(from, to);
    this.#last = { start, text, typed: word + separator, from, to };
    this.#caret = from;
    this.#word = meant.blank ? null : this.#word;
  }

  /** @param {number} start @param {number} end @param {string} text */
  #write(start, end, text) {
    this.#isWriting = true;
    writeInto(this.area, start, end, text);
    this.#isWriting = false;
  }

  /** Whatever comes next, the text before the caret has to be looked at. */
  #forget() {
    this.#last = null;
    this.#word = null;
    this.#caret = -2;
  }
}

/** The one letter that a person typed, or "". @param {InputEvent} event @returns {string} */
function letterOf(event) {
  if (event.isComposing) return "";
  if (event.inputType === "insertLineBreak" || event.inputType === "insertParagraph") return "\n";
  return event.inputType === "insertText" && event.data?.length === 1 ? event.data : "";
}

/**
 * Put text in the place of what stands there, as if it were typed: the browser's own undo knows it.
 * @param {HTMLTextAreaElement} area @param {number} start @param {number} end @param {string} text
 */
export function writeInto(area, start, end, text) {
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: text }));
}
