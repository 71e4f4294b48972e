// @ts-check
/**
 * All doubtful words of a page at once, each cut from the paper over what was read there. A look goes over them; only a
 * wrong one costs keys: its letter opens it, Shift with its letter takes the other reading that stands below it. Enter
 * settles all others of the sheet as one change. Words that have to be confirmed one by one stay behind for an Enter each.
 */

import { doubtTile } from "./doubt_tile.js";
import { toast } from "./toast.js";

/** @typedef {import("./word_edit.js").WordEdit} WordEdit */
/**
 * @typedef {object} Page
 * @property {() => WordEdit | null} edit
 * @property {() => number | null} nextPage the next page with doubts; null for none
 * @property {(number: number) => Promise<void>} turnTo
 */

const LETTERS = "asdfghjklqwertyuiopzxcvbnm";
const MOST_TILES = 24; // what a screen of 1366 by 768 shows, and what a look can hold

export class DoubtsTogether {
  /** @type {HTMLElement[]} the words on this sheet of tiles, in the order of the text */
  #words = [];

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-doubts-together]"));
    this.tiles = /** @type {HTMLElement} */ (this.dialog.querySelector("[data-doubt-tiles]"));
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.dialog.addEventListener("close", () => this.#comeBack());
    this.dialog.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Show what is doubtful here, or on the next page that has doubts. */
  async open() {
    if (this.#fill()) {
      if (!this.dialog.open) this.dialog.showModal();
      return this.#accept.focus();
    }
    const next = this.page.nextPage();
    if (next === null) {
      this.dialog.close();
      return toast("No doubtful word is left.", "good");
    }
    await this.page.turnTo(next);
    if (this.page.edit()?.doubts().length) await this.open(); // a page that could not be shown is not asked for again
    else this.dialog.close();
  }

  /** Back in the text, where the other keys lead on. */
  #comeBack() {
    const edit = this.page.edit();
    const word = edit?.current?.isConnected ? edit.current : edit?.words()[0];
    (word ?? edit?.text)?.focus();
  }

  /** @returns {HTMLButtonElement} */
  get #accept() {
    return /** @type {HTMLButtonElement} */ (this.dialog.querySelector("[data-doubts-accept]"));
  }

  /** @returns {boolean} whether there is something to look at */
  #fill() {
    const edit = this.page.edit();
    const doubts = edit?.doubts() ?? [];
    const free = doubts.filter((word) => !mustBeConfirmed(word));
    this.#words = (free.length > 0 ? doubts : doubts.slice(0, 1)).slice(0, MOST_TILES);
    if (!edit || this.#words.length === 0) return false;
    this.tiles.replaceChildren(...this.#words.map((word, index) => doubtTile(edit.boxes, word, LETTERS[index])));
    this.#say(doubts.length);
    return true;
  }

  /** @param {number} left on the page */
  #say(left) {
    const [title, said, accept] = ["doubts-title", "doubts-said", "doubts-accept-words"].map((name) => this.dialog.querySelector(`[data-${name}]`));
    const own = this.#words.filter(mustBeConfirmed);
    const isOne = own.length === this.#words.length;
    if (title) title.textContent = left === 1 ? "1 doubtful word on this page" : `${left} doubtful words on this page`;
    if (said) said.textContent = own.length > 0 && !isOne ? "Framed ones are confirmed one by one afterwards." : "";
    if (accept) accept.textContent = isOne ? "It is right" : this.#words.length === 1 ? "It is right" : "All others are right";
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target instanceof HTMLInputElement) return this.#fieldKey(event, event.target);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const index = LETTERS.indexOf(event.key.toLowerCase());
    if (event.key === "Enter" && event.target === this.#accept) void this.#acceptOthers();
    else if (event.key.length === 1 && index >= 0 && index < this.#words.length) {
      if (event.shiftKey) this.#takeReading(index, 1);
      else this.#openField(index);
    } else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event @param {HTMLInputElement} field */
  #fieldKey(event, field) {
    const index = this.#indexOf(field);
    if (event.key === "Enter") this.#typed(index, field.value);
    else if (event.altKey && /^[1-5]$/.test(event.key)) this.#takeReading(index, Number(event.key));
    else if (event.key === "Escape") this.#close(index);
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const tile = target?.closest("[data-tile]");
    const reading = target?.closest("[data-reading]");
    if (target?.closest("[data-doubts-close]")) this.dialog.close();
    else if (target?.closest("[data-doubts-accept]")) event.detail > 0 && void this.#acceptOthers();
    else if (tile && reading instanceof HTMLElement) this.#takeReading(this.#indexOf(tile), Number(reading.dataset.reading));
    else if (tile && !(target instanceof HTMLInputElement)) this.#openField(this.#indexOf(tile));
  }

  /** @param {Element} part of a tile @returns {number} */
  #indexOf(part) {
    const tile = part.closest("[data-tile]");
    return tile ? [...this.tiles.children].indexOf(tile) : -1;
  }

  /** @param {number} index */
  #openField(index) {
    const tile = this.tiles.children[index];
    const edit = this.page.edit();
    if (!(tile instanceof HTMLElement) || tile.classList.contains("is-settled") || !edit?.page.mayEdit()) return;
    const shown = /** @type {HTMLElement} */ (tile.querySelector("[data-read]"));
    const field = document.createElement("input");
    field.type = "text";
    field.className = "doubt-field";
    field.autocomplete = "off";
    field.spellcheck = false;
    field.value = this.#words[index].textContent ?? "";
    field.setAttribute("aria-label", `Correct ${field.value}`);
    shown.hidden = true;
    shown.after(field);
    field.addEventListener("blur", () => field.dataset.closing || this.#typed(index, field.value, { keepsFocus: true }));
    field.focus();
    field.select();
  }

  /** @param {number} index @param {number} number from 1 */
  #takeReading(index, number) {
    const reading = (this.#words[index]?.dataset.others ?? "").split("\t").filter(Boolean)[number - 1];
    if (reading) this.#typed(index, reading);
  }

  /** @param {number} index @param {string} typed @param {{keepsFocus?: boolean}} [options] */
  #typed(index, typed, { keepsFocus = false } = {}) {
    const [word, edit, tile] = [this.#words[index], this.page.edit(), this.tiles.children[index]];
    const field = tile?.querySelector("input");
    if (!word?.isConnected || !edit?.page.mayEdit() || tile.classList.contains("is-settled")) return;
    this.#close(index, { keepsFocus });
    const text = typed.trim();
    if (field && text === word.textContent) return;
    edit.acts.type([word], text);
    const shown = tile.querySelector("[data-read]");
    if (shown) shown.textContent = text || "taken out";
    tile.classList.add("is-settled");
  }

  /** @param {number} index @param {{keepsFocus?: boolean}} [options] */
  #close(index, { keepsFocus = false } = {}) {
    const tile = this.tiles.children[index];
    const field = tile?.querySelector("input");
    const shown = tile?.querySelector("[data-read]");
    if (shown instanceof HTMLElement) shown.hidden = false;
    if (field) field.dataset.closing = "yes"; // taking it out of the page fires its blur
    field?.remove();
    if (!keepsFocus) this.#accept.focus();
  }

  /** What is left of the sheet is right as it stands; then the next sheet, or the next page. */
  async #acceptOthers() {
    const edit = this.page.edit();
    if (!edit?.page.mayEdit()) return;
    const left = this.#words.filter((word) => word.isConnected && word.classList.contains("doubtful"));
    const free = left.filter((word) => !mustBeConfirmed(word));
    edit.acts.accept(free.length > 0 ? free : left.slice(0, 1));
    await this.open();
  }
}

/** @param {HTMLElement} word @returns {boolean} */
function mustBeConfirmed(word) {
  return word.classList.contains("critical-stop");
}
