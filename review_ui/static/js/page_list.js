// @ts-check
/** Turning pages without loading everything anew: links with data-page-link, and the list of pages beside the paper. */

import { getPart } from "./api.js";
import { PagesAhead } from "./pages_ahead.js";
import { toastFailure } from "./toast.js";

export class PageList {
  /** @type {Promise<void>} */
  #turning = Promise.resolve();

  /** @param {string} documentId @param {{ready: () => Promise<boolean>, mayEdit: () => boolean, shown: (step: 1 | -1, how: {isFresh: boolean}) => void}} page `ready`: true when nothing is left to save; `shown`: a new page stands there, fetched now or ahead */
  constructor(documentId, page) {
    this.documentId = documentId;
    this.page = page;
    this.ahead = new PagesAhead(documentId);
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("[data-page-link]") : null;
      if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      void this.turnTo(Number(link.dataset.pageLink));
    });
    window.addEventListener("popstate", () => {
      void this.turnTo(Number(new URLSearchParams(window.location.search).get("page") ?? 1), { keepsAddress: true });
    });
    this.#lookAhead();
  }

  get number() {
    return Number(this.#sheet?.dataset.number ?? 1);
  }

  /** @param {string} pageId @returns {number} the page in sight, when the id is none of this chart's */
  numberOf(pageId) {
    const link = this.#links().find((one) => one.dataset.pageId === pageId);
    return link ? numberOn(link) : this.number;
  }

  /** @returns {HTMLElement | null} null while the chart has no pages */
  get #sheet() {
    return document.querySelector("[data-sheet]");
  }

  /** One turn after the other, however fast the keys come. @param {number} number @param {{keepsAddress?: boolean}} [options] @returns {Promise<void>} */
  turnTo(number, options = {}) {
    this.#turning = this.#turning.then(() => this.#turn(number, options));
    return this.#turning;
  }

  /** The page in sight, and all that were fetched ahead, are as they were before something changed everywhere. @returns {Promise<void>} */
  readAgain() {
    this.ahead.forget();
    return this.turnTo(this.number, { keepsAddress: true });
  }

  /** @param {number} number @param {{keepsAddress?: boolean}} options */
  async #turn(number, { keepsAddress = false }) {
    const fetched = number === this.number ? null : this.ahead.take(number);
    // what is still travelling belongs to the page that is left: only a page that has to be fetched waits for it
    if (!(fetched && this.page.mayEdit()) && !(await this.page.ready())) return;
    const step = number < this.number ? -1 : 1;
    try {
      const html = await (fetched ?? getPart(`/charts/${this.documentId}/pages/${number}`));
      if (this.#sheet) this.#sheet.outerHTML = html;
    } catch (failure) {
      return toastFailure(failure);
    }
    if (!keepsAddress) window.history.pushState(null, "", `?page=${number}`);
    this.#markCurrent();
    this.page.shown(step, { isFresh: fetched === null });
    this.#lookAhead();
  }

  /** Fetch what comes next by key: the next page with doubts, and the neighbours. */
  #lookAhead() {
    const numbers = [this.nextWithDoubts(1), this.number + 1, this.nextWithDoubts(-1)];
    const pages = this.#links().map((link) => ({ number: numberOn(link), pageId: link.dataset.pageId ?? "" }));
    this.ahead.fetch(numbers.flatMap((number) => pages.find((page) => page.number === number) ?? []));
  }

  /** The next page in this direction that has doubts. @param {1 | -1} step @returns {number | null} */
  nextWithDoubts(step) {
    const numbers = this.#links()
      .filter((link) => Number(link.dataset.doubtful) > 0)
      .map(numberOn)
      .filter((number) => (step > 0 ? number > this.number : number < this.number));
    return (step > 0 ? numbers[0] : numbers.at(-1)) ?? null;
  }

  /** @param {number} doubts that are left on the page in sight */
  showDoubts(doubts) {
    const link = this.#links().find((one) => numberOn(one) === this.number);
    if (link) showCount(link, doubts);
  }

  /** How many are left on every page, where a change elsewhere brought doubts back. @param {Record<string, number>} left by page number */
  raiseDoubts(left) {
    for (const link of this.#links()) {
      const doubts = left[numberOn(link)] ?? 0;
      if (doubts > Number(link.dataset.doubtful)) showCount(link, doubts);
    }
  }

  /** Which pages name another patient, as the side says it now. */
  showOtherPatients() {
    const named = [...document.querySelectorAll("[data-other-patient]")].map((line) => line.getAttribute("data-other-patient"));
    for (const link of this.#links()) link.classList.toggle("other-patient", named.includes(link.dataset.pageLink ?? ""));
  }

  #markCurrent() {
    for (const link of this.#links()) {
      const isCurrent = numberOn(link) === this.number;
      link.toggleAttribute("aria-current", false);
      if (isCurrent) link.setAttribute("aria-current", "page");
      if (isCurrent) link.scrollIntoView({ block: "nearest" });
    }
  }

  /** @returns {HTMLElement[]} */
  #links() {
    return [...document.querySelectorAll("[data-page-list] [data-page-link]")].filter((one) => one instanceof HTMLElement);
  }
}

/** @param {HTMLElement} link @returns {number} */
function numberOn(link) {
  return Number(link.dataset.pageLink);
}

/** @param {HTMLElement} link @param {number} doubts */
function showCount(link, doubts) {
  if (Number(link.dataset.doubtful) === doubts) return;
  link.dataset.doubtful = String(doubts);
  const said = doubts === 0 ? "no doubtful words left" : `${doubts} doubtful ${doubts === 1 ? "word" : "words"}`;
  link.title = said;
  const count = link.querySelector("[data-doubts-left]");
  const words = link.querySelector("[data-said]");
  if (count) count.textContent = String(doubts);
  count?.toggleAttribute("hidden", doubts === 0);
  if (words) words.textContent = said;
}
