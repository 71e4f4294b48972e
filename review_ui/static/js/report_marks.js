// @ts-check
/**
 * Marks behind the text area: a copy of its text whose marks are drawn by the browser's own highlights, so that nothing
 * is laid out anew when the word being said moves on. A browser without highlights shows the text without marks.
 *
 * The copy has one block a line, and short pieces of text in it: what a mark costs the browser grows with the piece that
 * it lies in. A key changes one piece, and the marks in it move along by themselves: only so is a letter on the screen
 * within a frame in a report of 3,000 words.
 */

import { differenceOf } from "./report_model.js";

/** @typedef {{start: number, end: number}} Place offsets in the text */
/** @typedef {{start: number, text: Text}} Piece `start`: its offset in the text */
/** @typedef {"critical" | "unread" | "doubtful" | "said" | "phrase"} MarkName */

const PIECE_LENGTH = 1000;
const MARGIN = 0.5; // of the pane's height: marks are drawn this far beyond what is in sight
const FOLLOW_MARGIN = 0.2; // of the pane: the word being said stays away from its edges

export class ReportMarks {
  /** @param {HTMLElement} form @param {HTMLTextAreaElement} area */
  constructor(form, area) {
    this.copy = /** @type {HTMLElement} */ (form.querySelector("[data-marks]"));
    this.scroll = /** @type {HTMLElement} */ (form.querySelector("[data-report-scroll]"));
    this.area = area;
    this.canMark = "highlights" in CSS;
    this.shown = "";
    /** @type {Piece[]} in the order of the text; those of one line stand in one block */
    this.pieces = [];
    /** @type {Map<MarkName, Place[]>} all of them; only those in or near sight are drawn */
    this.places = new Map();
    this.drawn = { start: 0, end: 0 };
    this.frame = 0;
    this.copy.replaceChildren();
    this.#writeBlocks("", null, null);
    this.scroll.addEventListener("scroll", () => this.#drawSoon(), { passive: true });
    new ResizeObserver(() => this.#drawSoon()).observe(this.scroll);
  }

  /** Let the copy read like the text area. @param {string} text */
  write(text) {
    const change = differenceOf(this.shown, text);
    if (!change) return;
    const [first, last] = [this.#pieceAt(change.start), this.#pieceAt(change.oldEnd)];
    const inserted = text.slice(change.start, change.newEnd);
    this.shown = text;
    if (first === last && !inserted.includes("\n") && inserted.length < PIECE_LENGTH) {
      const piece = this.pieces[first];
      piece.text.replaceData(change.start - piece.start, change.oldEnd - change.start, inserted);
      this.#measure();
    } else this.#rewrite(first, last, change.newEnd - change.oldEnd);
    this.#move(change);
  }

  /** Places that were not drawn do not move along by themselves. @param {import("./report_model.js").Difference} change */
  #move({ start, oldEnd, newEnd }) {
    const moved = newEnd - oldEnd;
    const after = (/** @type {number} */ at) => (at >= oldEnd ? at + moved : Math.min(at, start));
    this.drawn = { start: after(this.drawn.start), end: after(this.drawn.end) };
    for (const places of this.places.values()) {
      for (const place of places) {
        if (place.end <= start) continue;
        place.end = after(place.end);
        place.start = place.start < start ? place.start : after(place.start);
      }
    }
  }

  /** @param {Record<string, Place[]>} places by the mark's name; the last one is drawn on top */
  show(places) {
    for (const [name, ones] of Object.entries(places)) this.places.set(/** @type {MarkName} */ (name), ones);
    this.#draw();
  }

  #drawSoon() {
    window.cancelAnimationFrame(this.frame);
    this.frame = window.requestAnimationFrame(() => {
      const { start, end } = this.#inSight(0);
      if (start < this.drawn.start || end > this.drawn.end) this.#draw();
    });
  }

  /** What a mark costs at every key is paid for those in sight alone. */
  #draw() {
    this.drawn = this.#inSight(MARGIN);
    for (const [name, places] of this.places) {
      this.highlight(name, places.filter(({ start, end }) => end >= this.drawn.start && start <= this.drawn.end));
    }
  }

  /** The stretch of the text in sight, widened by a part of the pane's height. @param {number} margin @returns {Place} */
  #inSight(margin) {
    const pane = this.scroll.getBoundingClientRect();
    const edge = pane.height * margin;
    return { start: this.#firstBelow(pane.top - edge), end: this.#firstBelow(pane.bottom + edge) };
  }

  /** The first offset whose letter ends below a height of the window. @param {number} y @returns {number} */
  #firstBelow(y) {
    let low = 0;
    let high = this.shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#bottomOf(middle) < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {number} offset @returns {number} */
  #bottomOf(offset) {
    const piece = this.pieces[this.#pieceAt(offset)];
    const letter = this.#range({ start: offset, end: Math.min(offset + 1, piece.start + piece.text.length) }).getBoundingClientRect();
    // the end of a line has no letter
    return letter.height > 0 ? letter.bottom : blockOf(piece).getBoundingClientRect().bottom;
  }

  /** @param {MarkName} name @param {Place[]} places */
  highlight(name, places) {
    if (this.canMark) CSS.highlights.set(name, new Highlight(...places.map((place) => this.#range(place))));
  }

  /** The word being said. @param {Place | null} place */
  say(place) {
    this.highlight("said", place ? [place] : []);
  }

  /** Bring a place into sight, and only then move anything. @param {Place} place @param {number} [margin] of the pane's height */
  reveal(place, margin = 0.08) {
    const word = this.#range(place).getBoundingClientRect();
    const pane = this.scroll.getBoundingClientRect();
    const edge = pane.height * margin;
    if (word.top < pane.top + edge || word.bottom > pane.bottom - edge) {
      this.scroll.scrollTop += word.top - pane.top - pane.height / 3;
    }
  }

  /** @param {Place} place */
  follow(place) {
    this.reveal(place, FOLLOW_MARGIN);
  }

  /** @param {Place} place @returns {Range} */
  #range({ start, end }) {
    const range = document.createRange();
    const [from, to] = [this.pieces[this.#pieceAt(start)], this.pieces[this.#pieceAt(end)]];
    range.setStart(from.text, Math.min(start - from.start, from.text.length));
    range.setEnd(to.text, Math.min(end - to.start, to.text.length));
    return range;
  }

  /** The piece in which an offset lies; at a joint the later one. @param {number} offset @returns {number} */
  #pieceAt(offset) {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.pieces[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Write the lines of these pieces anew, as the shown text has them. @param {number} first @param {number} last @param {number} moved */
  #rewrite(first, last, moved) {
    const [top, bottom] = [blockOf(this.pieces[first]), blockOf(this.pieces[last])];
    const start = this.pieces.find((piece) => blockOf(piece) === top)?.start ?? 0;
    const next = /** @type {HTMLElement | null} */ (bottom.nextElementSibling);
    const after = next ? (this.pieces.find((piece) => blockOf(piece) === next)?.start ?? 0) - 1 + moved : this.shown.length;
    this.#writeBlocks(this.shown.slice(start, after), top, next);
  }

  /** Put a block for each line of `text` in the place of those from `top` up to `next`. @param {string} text @param {Element | null} top @param {Element | null} next */
  #writeBlocks(text, top, next) {
    for (let old = top; old && old !== next; ) {
      const following = old.nextElementSibling;
      old.remove();
      old = following;
    }
    for (const line of text.split("\n")) {
      const block = document.createElement("div");
      block.append(...piecesOf(line).map((piece) => document.createTextNode(piece)));
      this.copy.insertBefore(block, next);
    }
    const texts = [...this.copy.children].flatMap((block) => [.../** @type {NodeListOf<Text>} */ (block.childNodes)]);
    this.pieces = texts.map((one) => ({ start: 0, text: one }));
    this.#measure();
  }

  #measure() {
    let at = 0;
    for (const piece of this.pieces) {
      piece.start = at;
      at += piece.text.length + (piece.text.nextSibling ? 0 : 1); // a line ends with its last piece
    }
  }
}

/** @param {Piece} piece @returns {Element} */
function blockOf(piece) {
  return /** @type {Element} */ (piece.text.parentNode);
}

/** A line in short pieces that end with a space; one empty piece for an empty line. @param {string} line @returns {string[]} */
function piecesOf(line) {
  const pieces = [];
  let from = 0;
  while (line.length - from > PIECE_LENGTH) {
    const space = line.indexOf(" ", from + PIECE_LENGTH - 1);
    if (space < 0) break;
    pieces.push(line.slice(from, space + 1));
    from = space + 1;
  }
  pieces.push(line.slice(from));
  return pieces;
}
