// @ts-check
/**
 * Find and replace on all pages of a chart. What is looked for goes to the server as a question, never into an address.
 *
 * In the bar: Enter goes to the next place, Shift+Enter to the one before, Escape closes it and goes to the word found.
 * "Replace all" says how many places on how many pages before it does anything, and is taken back as one change.
 */

import { postJson, ServerError } from "./api.js";
import { onKey } from "./keyboard.js";
import { toast, toastFailure } from "./toast.js";
import { textOf } from "./word_elements.js";

/** @typedef {{page_id: string, first: string, last: string, start: number, end: number}} Place */
/**
 * @typedef {object} Page
 * @property {string} documentId
 * @property {import("./autosave.js").Saver} saver
 * @property {import("./page_list.js").PageList} pages
 * @property {() => import("./word_edit.js").WordEdit | null} edit
 * @property {() => boolean} mayEdit
 * @property {() => Promise<void>} replaced the text has to be read anew
 */

const WAIT_MS = 150; // after a key, so that a word that is typed is one question

export class FindBar {
  /** @type {Place[]} */
  #places = [];
  #at = -1;
  #revision = -1;
  #timer = 0;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.bar = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-find-bar]"));
    if (!this.bar) return;
    this.bar.addEventListener("input", (event) => this.#changed(event));
    this.bar.addEventListener("submit", (event) => void this.#pressed(event));
    this.bar.addEventListener("keydown", (event) => this.#key(event));
    this.#field("words").addEventListener("focus", () => this.#field("words").select());
    onKey("Control+f", "Find and replace in this chart", () => this.open(), { whileTyping: true });
    onKey("F3", "Next place found", () => void this.go(1), { whileTyping: true });
    onKey("Shift+F3", "Place found before", () => void this.go(-1), { whileTyping: true });
  }

  open() {
    const bar = /** @type {HTMLFormElement} */ (this.bar);
    bar.hidden = false;
    for (const one of bar.querySelectorAll("[data-replaces]")) one.toggleAttribute("hidden", !this.page.mayEdit());
    this.#field("words").focus();
    void this.#find();
  }

  close() {
    /** @type {HTMLFormElement} */ (this.bar).hidden = true;
    const word = this.page.edit()?.current ?? document.querySelector("[data-text]");
    if (word instanceof HTMLElement) word.focus();
  }

  /** @param {1 | -1} step */
  async go(step) {
    if (!(await this.#isFresh())) return;
    if (this.#places.length === 0) return;
    this.#at = (this.#at + step + this.#places.length) % this.#places.length;
    await this.#show();
  }

  /** @param {string} name @returns {HTMLInputElement} */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.bar?.elements.namedItem(name));
  }

  /** What is asked: the words and how. */
  get #question() {
    const ticked = (/** @type {string} */ name) => (this.#field(name).checked ? "yes" : "");
    return { words: this.#field("words").value, same_case: ticked("same_case"), whole_words: ticked("whole_words") };
  }

  /** @param {Event} event */
  #changed(event) {
    if (event.target === this.#field("by")) return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#find(), WAIT_MS);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.#field("words")) void this.go(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target === this.#field("by")) void (event.altKey ? this.#replaceAll() : this.#replace());
    else return;
    event.preventDefault();
  }

  /** @param {SubmitEvent} event */
  async #pressed(event) {
    event.preventDefault();
    const act = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "next";
    if (act === "replace") await this.#replace();
    else if (act === "all") await this.#replaceAll();
    else if (act === "close") this.close();
    else await this.go(act === "previous" ? -1 : 1);
  }

  /** Ask where the words stand now. */
  async #find() {
    window.clearTimeout(this.#timer);
    if (!this.#question.words.trim()) return this.#answered({ revision: -1, places: [] });
    if (!(await this.page.saver.settled())) return;
    try {
      this.#answered(await postJson(`/charts/${this.page.documentId}/find`, this.#question));
    } catch (failure) {
      toastFailure(failure);
    }
  }

  /** @param {{revision: number, places: Place[]}} found */
  #answered({ revision, places }) {
    this.#revision = revision;
    this.#places = places;
    const here = this.page.pages.number;
    const following = places.findIndex((place) => this.page.pages.numberOf(place.page_id) >= here);
    this.#at = (following < 0 ? places.length : following) - 1; // the next one is the first from this page on
    this.#say();
  }

  /** @returns {Promise<boolean>} true when the places are those of the text as it stands */
  async #isFresh() {
    if (!(await this.page.saver.settled())) return false;
    if (this.#revision !== this.page.saver.revision) {
      const at = this.#at;
      await this.#find();
      this.#at = Math.min(at, this.#places.length - 1);
    }
    return true;
  }

  async #show() {
    const place = this.#places[this.#at];
    const { pages, edit } = this.page;
    const number = pages.numberOf(place.page_id);
    const focused = document.activeElement;
    if (number !== pages.number) await pages.turnTo(number);
    edit()?.show(place.first, place.last);
    if (focused instanceof HTMLElement && this.bar?.contains(focused)) focused.focus();
    this.#say();
  }

  /** Put the other words in the place of those found, and go on. */
  async #replace() {
    if (!this.page.mayEdit() || !(await this.#isFresh()) || this.#places.length === 0) return;
    if (this.#at < 0) return this.go(1);
    await this.#show();
    const { first, last, start, end } = this.#places[this.#at];
    const words = this.page.edit()?.show(first, last) ?? [];
    if (words.length === 0) return;
    const there = textOf(words);
    this.page.edit()?.acts.type(words, (there.slice(0, start) + this.#field("by").value + there.slice(end)).trim());
    const at = this.#at;
    await this.#find();
    this.#at = at - 1;
    await this.go(1);
  }

  async #replaceAll() {
    if (!this.page.mayEdit() || !(await this.#isFresh()) || this.#places.length === 0) return;
    const counted = this.#places.length;
    try {
      const question = { ...this.#question, by: this.#field("by").value, counted };
      const answer = await postJson(`/charts/${this.page.documentId}/replace`, question);
      this.page.saver.revision = answer.revision;
      await this.page.replaced();
      await this.#find();
      this.#field("by").focus();
      toast(`${places(counted)} replaced. Undo takes all of them back.`, "good");
    } catch (failure) {
      if (failure instanceof ServerError && failure.code === "storage.count_changed") await this.#find();
      toastFailure(failure);
    }
  }

  #say() {
    const count = this.#places.length;
    const onPages = new Set(this.#places.map((place) => place.page_id)).size;
    const where = onPages > 1 ? ` on ${onPages} pages` : "";
    const shown = /** @type {HTMLElement} */ (this.bar?.querySelector("[data-find-count]"));
    const isAsked = this.#question.words.trim() !== "";
    const number = this.#at >= 0 && this.#at < count ? `${this.#at + 1} of ` : "";
    shown.textContent = isAsked ? `${number}${places(count)}${where}` : "";
    const all = /** @type {HTMLButtonElement} */ (this.bar?.querySelector("[value=all]"));
    const words = all.querySelector("[data-replace-count]");
    if (words) words.textContent = count > 0 ? String(count) : "";
    for (const one of this.bar?.querySelectorAll("button:not([value=close])") ?? []) one.toggleAttribute("disabled", count === 0);
  }
}

/** @param {number} count @returns {string} */
function places(count) {
  if (count === 0) return "no place";
  return count === 1 ? "1 place" : `${count} places`;
}
