// @ts-check
/**
 * What a person does to words: typed over, taken out, joined, put in, accepted as they stand, illegible, handwritten.
 * Each act stands in the text at once and is handed to the saver, which sends them in order.
 */

import { replaceWords, textOf, wordNodes } from "./word_elements.js";

/** @typedef {import("./autosave.js").Saved} Saved */
/** @typedef {import("./word_edit.js").WordEdit} WordEdit */
/** @typedef {"typed" | "accepted" | "illegible" | "by_hand"} Act */

const ILLEGIBLE = "[illegible]";
/** @type {Record<Act, string>} how the words look afterwards */
const LOOKS = { typed: "corrected", accepted: "accepted", illegible: "illegible", by_hand: "by-hand" };

export class WordActs {
  /** @param {WordEdit} edit the walk through the text */
  constructor(edit) {
    this.edit = edit;
  }

  /** Put this text in the place of the words; none takes them out. @param {HTMLElement[]} words @param {string} typed @param {Act} [act] */
  type(words, typed, act = "typed") {
    const cells = byCell(words);
    if (cells.length > 1) {
      // cells that stand side by side need not follow each other in the text: each is a range of its own
      for (const others of cells.slice(1)) this.type(others, "");
      return this.type(cells[0], typed, act);
    }
    const pending = document.createElement("span");
    pending.className = typed ? `word ${LOOKS[act]} is-saving` : "word taken-out is-saving";
    pending.tabIndex = -1;
    pending.textContent = typed || textOf(words).replace(/\s+/g, " ");
    pending.dataset.token = words[0].dataset.token;
    pending.dataset.words = words.map((word) => word.dataset.words).join(" ");
    const last = words[words.length - 1].dataset.after;
    if (last) pending.dataset.after = last;
    const hadFocus = words.includes(/** @type {HTMLElement} */ (this.edit.current));
    const isReadAgain = words.some((word) => word.parentElement !== words[0].parentElement);
    replaceWords(words, [pending]);
    if (hadFocus) this.edit.current = pending;
    this.#send(words, typed, act, (saved) => {
      if (isReadAgain) this.edit.page.conflicted();
      else this.#stand(pending, saved, words, LOOKS[act]);
    });
  }

  /** Nobody can read these words. @param {HTMLElement[]} words */
  markIllegible(words) {
    this.type(words, ILLEGIBLE, "illegible");
  }

  /** One word of several: the letters close up. @param {HTMLElement[]} words */
  join(words) {
    this.type(words, words.map((word) => word.textContent).join(""));
  }

  /** Somebody looked, and the words are right: their doubts are settled, as one act. @param {HTMLElement[]} words in order */
  accept(words) {
    if (words.length === 0) return;
    for (const word of words) {
      word.classList.remove("doubtful", "is-seen", "critical-stop");
      word.classList.add("accepted", "is-saving");
      word.tabIndex = -1;
    }
    this.edit.boxes.renew();
    const only = () => words.map((word) => word.dataset.token ?? "");
    this.#send(words, "", "accepted", (saved) => {
      for (const word of words) {
        word.classList.remove("is-saving");
        const now = saved.tokens.find((token) => isOf(word, token));
        if (!now) return this.edit.page.conflicted();
        word.dataset.token = now.id;
      }
    }, only);
  }

  /**
   * @param {HTMLElement[]} words @param {string} typed @param {Act} act @param {(saved: Saved) => void} stand
   * @param {() => string[]} [only] the ids of those words of the range that are meant
   */
  #send(words, typed, act, stand, only) {
    const { saver, conflicted, changed } = this.edit.page;
    saver.save({
      range: () => rangeOf(words), // asked late: a word that was still travelling has got its new id by then
      text: () => typed,
      act,
      only,
      saved: (saved) => (saved.others ? conflicted() : stand(saved)),
      theirs: () => conflicted(),
    });
    changed();
  }

  /** @param {HTMLElement} pending @param {Saved} saved @param {HTMLElement[]} replaced @param {string} look */
  #stand(pending, saved, replaced, look) {
    if (saved.tokens.length > 0) {
      pending.dataset.token = saved.tokens[0].id;
      pending.dataset.last = saved.tokens[saved.tokens.length - 1].id;
    }
    if (!pending.isConnected) return; // it was corrected once more meanwhile
    const hadFocus = document.activeElement === pending;
    const neighbour = this.#neighbourOf(pending);
    const nodes = wordNodes(saved.tokens, replaced, look);
    const first = nodes[0] instanceof HTMLElement ? nodes[0] : neighbour;
    if (this.edit.current === pending) this.edit.current = first;
    pending.replaceWith(...nodes);
    this.edit.boxes.renew();
    if (hadFocus) first?.focus();
    this.edit.page.changed();
  }

  /** @param {HTMLElement} word @returns {HTMLElement | null} */
  #neighbourOf(word) {
    const all = this.edit.words();
    const at = all.indexOf(word);
    return all[at + 1] ?? all[at - 1] ?? null;
  }
}

/** The words of each cell of a table apart; together where no cell is among them. @param {HTMLElement[]} words @returns {HTMLElement[][]} */
function byCell(words) {
  if (!words.some((word) => word.parentElement?.matches("td"))) return [words];
  /** @type {Map<Element | null, HTMLElement[]>} */
  const cells = new Map();
  for (const word of words) cells.set(word.parentElement, [...(cells.get(word.parentElement) ?? []), word]);
  return [...cells.values()];
}

/** @param {HTMLElement} word @param {import("./autosave.js").Token} token @returns {boolean} */
function isOf(word, token) {
  return token.words.join(" ") === word.dataset.words && token.text === word.textContent;
}

/** @param {HTMLElement[]} words @returns {{first: string, last: string}} */
function rangeOf(words) {
  const last = words[words.length - 1].dataset;
  return { first: words[0].dataset.token ?? "", last: last.last ?? last.token ?? "" };
}
