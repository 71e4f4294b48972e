// @ts-check
/**
 * The report's words as the server has them, and what differs from them in the text area. Pure.
 *
 * Offsets are JavaScript string offsets. A chunk is a run of words without white space between them; the server aligns
 * whole chunks, so an edited range always begins and ends with one.
 */

/** @typedef {{id: string, text: string, after: string, words: string[], person: boolean}} Token */
/** @typedef {{first: number, last: number, text: string}} Dirty token indexes, and what stands there now */
/** @typedef {{start: number, oldEnd: number, newEnd: number}} Difference equal before `start` and after the ends */

/**
 * How two texts differ: equal at both ends, something else between; null for equal texts.
 * @param {string} before @param {string} after @returns {Difference | null}
 */
export function differenceOf(before, after) {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  const [lastBefore, lastAfter] = [before.length - 1, after.length - 1];
  while (same < most - start && before.charCodeAt(lastBefore - same) === after.charCodeAt(lastAfter - same)) same++;
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

export class ReportModel {
  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.changes = 0; // how often words were replaced
    this.#measure();
  }

  /** Put the server's words in the place of those from `first` to `last`. @param {number} first @param {number} last @param {Token[]} tokens */
  replace(first, last, tokens) {
    this.tokens.splice(first, last - first + 1, ...tokens);
    this.changes++;
    this.#measure();
  }

  /** Where each word begins in `text`. */
  #measure() {
    /** @type {number[]} */
    this.starts = [];
    let at = 0;
    let text = "";
    for (const token of this.tokens) {
      this.starts.push(at);
      text += token.text + token.after;
      at = text.length;
    }
    /** @type {string | null} the text last compared with the words */
    this.compared = null;
    /** @type {Difference | null} */
    this.differs = null;
    const last = this.tokens.at(-1);
    this.text = last ? text.slice(0, text.length - last.after.length) : "";
  }

  /**
   * How `typed` differs from the words; asked for every mark, so the last answer is kept.
   * @param {string} typed @returns {Difference | null}
   */
  difference(typed) {
    if (this.compared !== typed) {
      this.compared = typed;
      this.differs = differenceOf(this.text, typed);
    }
    return this.differs;
  }

  /** The range of words to save, widened to whole chunks and one more on either side. @param {string} typed @returns {Dirty | null} */
  dirty(typed) {
    const found = this.difference(typed);
    if (!found) return null;
    if (this.tokens.length === 0) return { first: -1, last: -1, text: typed };
    const first = this.chunkStart(this.chunkStart(this.at(found.start)) - 1);
    const last = this.chunkEnd(this.chunkEnd(this.at(found.oldEnd)) + 1);
    const end = this.starts[last] + this.tokens[last].text.length;
    return { first, last, text: typed.slice(this.starts[first], typed.length - (this.text.length - end)) };
  }

  /** The word at an offset of the text: the one it lies in, or that stands before it. @param {number} offset @returns {number} */
  at(offset) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** @param {number} index @returns {number} */
  chunkStart(index) {
    let at = Math.max(index, 0);
    while (at > 0 && this.tokens[at - 1].after === "") at--;
    return at;
  }

  /** @param {number} index @returns {number} */
  chunkEnd(index) {
    let at = Math.min(index, this.tokens.length - 1);
    while (at < this.tokens.length - 1 && this.tokens[at].after === "") at++;
    return at;
  }

  /**
   * Where a word stands in the typed text; null for a word inside what was just typed over.
   * @param {number} index @param {string} typed @returns {{start: number, end: number} | null}
   */
  placeOf(index, typed) {
    const start = this.starts[index];
    const end = start + this.tokens[index].text.length;
    const found = this.difference(typed);
    if (!found || end <= found.start) return { start, end };
    const moved = found.newEnd - found.oldEnd;
    return start >= found.oldEnd ? { start: start + moved, end: end + moved } : null;
  }

  /** The word under an offset of the typed text; null inside what was just typed. @param {number} offset @param {string} typed @returns {number | null} */
  under(offset, typed) {
    if (this.tokens.length === 0) return null;
    const found = this.difference(typed);
    if (!found || offset < found.start) return this.at(offset);
    if (offset < found.newEnd) return null;
    return this.at(offset - found.newEnd + found.oldEnd);
  }

  /** The last word that ends before an offset of the typed text; -1 for none. @param {number} offset @param {string} typed @returns {number} */
  before(offset, typed) {
    const found = this.difference(typed);
    if (this.tokens.length === 0) return -1;
    if (!found || offset < found.start) return this.at(offset);
    return found.start === 0 ? -1 : this.at(found.start - 1);
  }
}
