// @ts-check
/**
 * Marks behind the text area: a copy of its text whose marks are drawn by the browser's own highlights, so that nothing
 * is laid out anew when the word being said moves on. A browser without highlights shows the text without marks.
 */

/** @typedef {{start: number, end: number}} Place offsets in the text */

const FOLLOW_MARGIN = 0.2; // of the pane: the word being said stays away from its edges

export class ReportMarks {
  /** @param {HTMLElement} form @param {HTMLTextAreaElement} area */
  constructor(form, area) {
    this.copy = /** @type {HTMLElement} */ (form.querySelector("[data-marks]"));
    this.scroll = /** @type {HTMLElement} */ (form.querySelector("[data-report-scroll]"));
    this.area = area;
    this.text = document.createTextNode("");
    this.copy.replaceChildren(this.text);
    this.canMark = "highlights" in CSS;
  }

  /** @param {string} text @param {Place[]} doubts @param {Place[]} [unread] standard text @param {Place[]} [critical] */
  show(text, doubts, unread = [], critical = []) {
    // the last line counts only when something stands on it
    const shown = `${text}\n\u200b`;
    if (this.text.data !== shown) this.text.data = shown;
    this.#highlight("critical", critical);
    this.#highlight("unread", unread);
    this.#highlight("doubtful", doubts);
  }

  /** The word being said. @param {Place | null} place */
  say(place) {
    this.#highlight("said", place ? [place] : []);
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
    const most = this.text.length;
    range.setStart(this.text, Math.min(start, most));
    range.setEnd(this.text, Math.min(end, most));
    return range;
  }

  /** @param {string} name @param {Place[]} places */
  #highlight(name, places) {
    if (this.canMark) CSS.highlights.set(name, new Highlight(...places.map((place) => this.#range(place))));
  }
}
