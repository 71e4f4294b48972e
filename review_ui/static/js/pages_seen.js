// @ts-check
/**
 * Which parts of a chart's pages are on the screen, large enough to read. A page is cut into numbered parts (the rule
 * comes from the server); a part is seen when its middle was on the screen for a second in all, while half of the
 * page's words were at least so many pixels high. Nothing counts under a dialog or in a hidden tab.
 */

import { isCovered } from "./session_wait.js";

/** @typedef {{columns: number, rows: number, legible_px: number, seen_after_s: number}} Rule */
/** @typedef {{seconds: number, parts: [number, number][]}} PageNews */

export class PagesSeen {
  /** @type {Map<string, Map<number, number>>} seconds that each part of a page was on the screen */
  #shown = new Map();
  /** @type {Map<string, Set<number>>} parts that were seen, in this sitting or before */
  #seen = new Map();
  /** @type {Map<string, {seconds: number, parts: Set<number>}>} what the server does not know yet */
  #news = new Map();

  /** @param {Rule} rule @param {Record<string, {parts: [number, number][]}>} known */
  constructor(rule, known) {
    this.rule = rule;
    for (const [pageId, page] of Object.entries(known)) this.#seen.set(pageId, new Set(page.parts.flatMap(numbersIn)));
  }

  /** Look at the screen. @param {number} seconds since the last look @returns {"seen" | "too small" | "not in sight"} */
  look(seconds) {
    const paper = paperInSight();
    if (!paper) return "not in sight";
    const { pageId, matrix, frame, height, width, wordHeight } = paper;
    const scale = Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c));
    if (wordHeight > 0 && wordHeight * scale < this.rule.legible_px) return "too small";
    const news = this.#newsOf(pageId);
    news.seconds += seconds;
    for (let part = 0; part < this.rule.columns * this.rule.rows; part++) {
      const x = (((part % this.rule.columns) + 0.5) * width) / this.rule.columns;
      const y = ((Math.floor(part / this.rule.columns) + 0.5) * height) / this.rule.rows;
      const across = matrix.a * x + matrix.c * y + matrix.e;
      const down = matrix.b * x + matrix.d * y + matrix.f;
      if (across >= frame.left && across <= frame.right && down >= frame.top && down <= frame.bottom) this.#show(pageId, part, seconds);
    }
    return "seen";
  }

  /** @param {string} pageId @param {number} part @param {number} seconds */
  #show(pageId, part, seconds) {
    const seen = this.#seen.get(pageId) ?? new Set();
    if (seen.has(part)) return;
    const shown = this.#shown.get(pageId) ?? new Map();
    this.#shown.set(pageId, shown);
    shown.set(part, (shown.get(part) ?? 0) + seconds);
    if ((shown.get(part) ?? 0) < this.rule.seen_after_s) return;
    this.#seen.set(pageId, seen.add(part));
    this.#newsOf(pageId).parts.add(part);
  }

  /** @param {string} pageId */
  #newsOf(pageId) {
    const news = this.#news.get(pageId) ?? { seconds: 0, parts: new Set() };
    this.#news.set(pageId, news);
    return news;
  }

  /** A word of the page in sight that nobody has seen, by its box; null where none is left. @returns {Element | null} */
  unseenBox() {
    const paper = document.querySelector("[data-paper-view]");
    const seen = this.#seen.get(pageIdOf(paper) ?? "") ?? new Set();
    const boxes = [...(paper?.querySelectorAll("[data-box]") ?? [])];
    return boxes.find((box) => !seen.has(this.#partOf(box, Number(paper?.getAttribute("data-width")), Number(paper?.getAttribute("data-height"))))) ?? null;
  }

  /** @param {Element} box @param {number} width @param {number} height */
  #partOf(box, width, height) {
    const [x, y, across, down] = ["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name)));
    const column = Math.floor(((x + across / 2) * this.rule.columns) / width);
    return Math.floor(((y + down / 2) * this.rule.rows) / height) * this.rule.columns + column;
  }

  /** What is new since it was last taken. @returns {Record<string, PageNews>} */
  take() {
    const news = [...this.#news].map(([pageId, { seconds, parts }]) => [pageId, { seconds: round(seconds), parts: stretches(parts) }]);
    this.#news.clear();
    return Object.fromEntries(news);
  }

  /** It did not arrive: tell it again with the next news. @param {Record<string, PageNews>} news */
  putBack(news) {
    for (const [pageId, { seconds, parts }] of Object.entries(news)) {
      const again = this.#newsOf(pageId);
      again.seconds += seconds;
      for (const part of parts.flatMap(numbersIn)) again.parts.add(part);
    }
  }
}

/** @param {[number, number]} stretch @returns {number[]} */
function numbersIn([from, to]) {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** @param {Set<number>} parts @returns {[number, number][]} */
function stretches(parts) {
  /** @type {[number, number][]} */
  const found = [];
  for (const part of [...parts].sort((one, other) => one - other)) {
    const last = found.at(-1);
    if (last && last[1] === part) last[1] = part + 1;
    else found.push([part, part + 1]);
  }
  return found;
}

/** @param {number} seconds */
function round(seconds) {
  return Math.round(seconds * 100) / 100;
}

/** The paper as it lies on the screen now; null while none can be seen. */
function paperInSight() {
  if (document.visibilityState !== "visible" || isCovered() || document.querySelector("dialog[open]")) return null;
  const paper = document.querySelector("[data-paper-view]");
  const sheet = paper?.closest("[data-sheet]");
  const turned = paper?.querySelector("[data-turn]");
  if (!(paper instanceof SVGSVGElement) || !(turned instanceof SVGGraphicsElement) || !(sheet instanceof HTMLElement)) return null;
  const matrix = turned.getScreenCTM();
  const pageId = pageIdOf(paper);
  if (!matrix || !pageId) return null;
  const pane = paper.getBoundingClientRect();
  const frame = {
    left: Math.max(pane.left, 0),
    top: Math.max(pane.top, 0),
    right: Math.min(pane.right, window.innerWidth),
    bottom: Math.min(pane.bottom, window.innerHeight),
  };
  return { pageId, matrix, frame, width: Number(paper.dataset.width), height: Number(paper.dataset.height), wordHeight: wordHeightOf(sheet) };
}

/** The id of the page whose picture the paper shows. @param {Element | null} paper @returns {string | undefined} */
export function pageIdOf(paper) {
  const address = paper?.querySelector("image")?.getAttribute("href") ?? "";
  return /\/pages\/([^/]+)\/image/.exec(address)?.[1];
}

/** @type {WeakMap<HTMLElement, number>} */
const heights = new WeakMap();

/** The middle one of the heights of the page's words, in pixels of its frame; 0 for a page without words. @param {HTMLElement} sheet */
function wordHeightOf(sheet) {
  const known = heights.get(sheet);
  if (known !== undefined) return known;
  const upright = Number(sheet.querySelector("[data-paper-view]")?.getAttribute("data-upright") ?? 0);
  const side = upright % 180 === 0 ? "height" : "width"; // of a word that stands sideways in the frame
  const all = [...sheet.querySelectorAll("[data-box]")].map((box) => Number(box.getAttribute(side))).sort((one, other) => one - other);
  const middle = all[Math.floor(all.length / 2)] ?? 0;
  heights.set(sheet, middle);
  return middle;
}
