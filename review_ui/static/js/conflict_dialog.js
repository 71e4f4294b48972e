// @ts-check
/**
 * The dialog with both versions of words that two people changed (templates/review/conflict.html), merged word by word:
 * what only one of them changed is taken from that one, everything else the person decides, difference by difference.
 */

import { piecesOf } from "./word_diff.js";

/** @typedef {import("./word_diff.js").Differs} Differs */
/** @typedef {"theirs" | "mine" | "both" | ""} Choice */

/**
 * @param {{theirs: string, mine: string, seen?: string}} versions as saved, as typed here, and what both began with
 * @returns {Promise<string | null>} the text to save; null when theirs stands as it is
 */
export function mergeVersions({ theirs, mine, seen }) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog[data-conflict]"));
  const back = document.activeElement;
  const merge = new Merge(dialog, piecesOf(theirs, mine, seen));
  // each changed other words: both changes stand, and there is nothing to ask
  if (merge.isDecided) return Promise.resolve(merge.text === theirs ? null : merge.text);
  return new Promise((resolve) => {
    merge.onSave = (text) => {
      merge.end();
      dialog.close();
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
      resolve(text === theirs ? null : text);
    };
    dialog.showModal();
    merge.begin();
  });
}

class Merge {
  /** @type {(text: string) => void} */
  onSave = () => undefined;
  at = 0;
  #off = new AbortController();

  /** @param {HTMLDialogElement} dialog @param {import("./word_diff.js").Piece[]} pieces */
  constructor(dialog, pieces) {
    this.dialog = dialog;
    this.pieces = pieces;
    this.differences = /** @type {Differs[]} */ (pieces.filter((piece) => !("same" in piece)));
    /** @type {Choice[]} */
    this.choices = this.differences.map((one) => (one.only === "both" ? "" : one.only));
  }

  begin() {
    const { signal } = this.#off;
    this.dialog.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    this.dialog.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.dialog.addEventListener("cancel", (event) => event.preventDefault(), { signal }); // Escape decides nothing
    this.dialog.addEventListener("close", () => this.dialog.showModal(), { signal });
    this.at = Math.max(this.choices.indexOf(""), 0);
    this.#show();
    this.#part("[data-merged]").focus();
  }

  end() {
    this.#off.abort();
  }

  get isDecided() {
    return !this.choices.includes("");
  }

  /** @param {Choice} choice */
  #choose(choice) {
    this.choices[this.at] = choice;
    const undecided = this.choices.indexOf("");
    if (this.differences.length === 1) return this.onSave(this.text);
    if (undecided >= 0) this.at = undecided;
    this.#show();
    if (undecided < 0) this.#part("[data-save-merged]").focus();
  }

  /** @param {Choice} choice */
  #chooseAll(choice) {
    this.choices = this.choices.map(() => choice);
    this.#show();
    this.#part("[data-save-merged]").focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const count = this.differences.length;
    const acts = {
      1: () => this.#choose("theirs"),
      2: () => this.#choose("mine"),
      3: () => this.#choose("both"),
      ArrowDown: () => this.#go((this.at + 1) % count),
      ArrowUp: () => this.#go((this.at + count - 1) % count),
    };
    const act = acts[/** @type {keyof typeof acts} */ (event.key)];
    if (!act || event.ctrlKey || event.altKey) return;
    event.preventDefault(); // else the figure is typed into the text that gets the focus back
    act();
  }

  /** @param {number} at */
  #go(at) {
    this.at = at;
    this.#show();
    this.#part("[data-merged]").focus();
  }

  /** @param {Event} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const difference = target?.closest("[data-difference]");
    const one = target?.closest("[data-choose]")?.getAttribute("data-choose");
    const all = target?.closest("[data-choose-all]")?.getAttribute("data-choose-all");
    if (difference) this.#go(Number(difference.getAttribute("data-difference")));
    else if (one) this.#choose(/** @type {Choice} */ (one));
    else if (all) this.#chooseAll(/** @type {Choice} */ (all));
    else if (target?.closest("[data-save-merged]") && this.isDecided) this.onSave(this.text);
  }

  get text() {
    let at = 0;
    return this.pieces.map((piece) => ("same" in piece ? piece.same : words(piece, this.choices[at++]))).join("").trimEnd();
  }

  #show() {
    this.#fill("[data-theirs]", "theirs");
    this.#fill("[data-mine]", "mine");
    this.#fill("[data-merged]", "merged");
    const one = this.differences[this.at];
    const number = `Difference ${this.at + 1} of ${this.differences.length}`;
    this.#part("[data-difference-said]").textContent = one
      ? `${number}: theirs “${one.theirs.trim() || "nothing"}”, yours “${one.mine.trim() || "nothing"}”. ${chosenWords(this.choices[this.at])}`
      : "";
    const save = /** @type {HTMLButtonElement} */ (this.#part("[data-save-merged]"));
    save.disabled = !this.isDecided;
  }

  /** @param {string} selector @param {"theirs" | "mine" | "merged"} column */
  #fill(selector, column) {
    let at = 0;
    const shown = this.pieces.map((piece) => {
      if ("same" in piece) return document.createTextNode(piece.same);
      return this.#marked(piece, column, at++);
    });
    this.#part(selector).replaceChildren(...shown);
    this.#part(selector).querySelector(".is-current")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Differs} piece @param {"theirs" | "mine" | "merged"} column @param {number} at @returns {HTMLElement} */
  #marked(piece, column, at) {
    const choice = this.choices[at];
    const mark = document.createElement("mark");
    mark.className = "difference";
    mark.dataset.difference = String(at);
    mark.classList.toggle("is-current", at === this.at);
    mark.classList.toggle("is-taken", column === "merged" ? choice !== "" : choice === column || choice === "both");
    mark.textContent = column === "merged" ? words(piece, choice) || (choice ? "∅ " : "… ") : piece[column] || "∅ ";
    return mark;
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
  }
}

/** @param {Differs} piece @param {Choice} choice @returns {string} */
function words(piece, choice) {
  if (choice === "both") return /\s$/.test(piece.theirs) ? piece.theirs + piece.mine : `${piece.theirs} ${piece.mine}`;
  return choice ? piece[choice] : "";
}

/** @param {Choice} choice @returns {string} */
function chosenWords(choice) {
  return { theirs: "Theirs is taken.", mine: "Yours is taken.", both: "Both are taken.", "": "Press 1, 2 or 3." }[choice];
}
