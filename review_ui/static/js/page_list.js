// @ts-check
/** Turning pages without loading everything anew: links with data-page-link, and the list of pages beside the paper. */

import { getPart } from "./api.js";
import { toastFailure } from "./toast.js";

export class PageList {
  /** @type {Promise<void>} */
  #turning = Promise.resolve();

  /** @param {string} documentId @param {{ready: () => Promise<boolean>, shown: (step: 1 | -1) => void}} page `ready`: true when nothing is left to save; `shown`: a new page stands there */
  constructor(documentId, page) {
    this.documentId = documentId;
    this.page = page;
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("[data-page-link]") : null;
      if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      void this.turnTo(Number(link.dataset.pageLink));
    });
    window.addEventListener("popstate", () => {
      void this.turnTo(Number(new URLSearchParams(window.location.search).get("page") ?? 1), { keepsAddress: true });
    });
  }

  get number() {
    return Number(this.#sheet.dataset.number);
  }

  /** @param {string} pageId @returns {number} the page in sight, when the id is none of this chart's */
  numberOf(pageId) {
    const link = document.querySelector(`[data-page-list] [data-page-id="${CSS.escape(pageId)}"]`);
    return link instanceof HTMLElement ? Number(link.dataset.pageLink) : this.number;
  }

  /** @returns {HTMLElement} */
  get #sheet() {
    return /** @type {HTMLElement} */ (document.querySelector("[data-sheet]"));
  }

  /** One turn after the other, however fast the keys come. @param {number} number @param {{keepsAddress?: boolean}} [options] @returns {Promise<void>} */
  turnTo(number, options = {}) {
    this.#turning = this.#turning.then(() => this.#turn(number, options));
    return this.#turning;
  }

  /** @param {number} number @param {{keepsAddress?: boolean}} options */
  async #turn(number, { keepsAddress = false }) {
    if (!(await this.page.ready())) return;
    const step = number < this.number ? -1 : 1;
    try {
      const html = await getPart(`/charts/${this.documentId}/pages/${number}`);
      this.#sheet.outerHTML = html;
    } catch (failure) {
      return toastFailure(failure);
    }
    if (!keepsAddress) window.history.pushState(null, "", `?page=${number}`);
    this.#markCurrent();
    this.page.shown(step);
  }

  /** The next page in this direction that has doubts. @param {1 | -1} step @returns {number | null} */
  nextWithDoubts(step) {
    const numbers = [...document.querySelectorAll("[data-page-list] [data-page-link]")]
      .filter((link) => link instanceof HTMLElement && Number(link.dataset.doubtful) > 0)
      .map((link) => Number(/** @type {HTMLElement} */ (link).dataset.pageLink))
      .filter((number) => (step > 0 ? number > this.number : number < this.number));
    if (numbers.length === 0) return null;
    return step > 0 ? numbers[0] : numbers[numbers.length - 1];
  }

  /** @param {number} doubts that are left on the page in sight */
  showDoubts(doubts) {
    const link = document.querySelector(`[data-page-list] [data-page-link="${this.number}"]`);
    const count = link?.querySelector("[data-doubts-left]");
    if (link instanceof HTMLElement) link.dataset.doubtful = String(doubts);
    if (count) count.textContent = String(doubts);
    count?.toggleAttribute("hidden", doubts === 0);
  }

  /** Which pages name another patient, as the side says it now. */
  showOtherPatients() {
    const named = [...document.querySelectorAll("[data-other-patient]")].map((line) => line.getAttribute("data-other-patient"));
    for (const link of document.querySelectorAll("[data-page-list] [data-page-link]")) {
      link.classList.toggle("other-patient", named.includes(link.getAttribute("data-page-link")));
    }
  }

  #markCurrent() {
    for (const link of document.querySelectorAll("[data-page-list] [data-page-link]")) {
      const isCurrent = link.getAttribute("data-page-link") === String(this.number);
      link.toggleAttribute("aria-current", false);
      if (isCurrent) link.setAttribute("aria-current", "page");
      if (isCurrent) link.scrollIntoView({ block: "nearest" });
    }
  }
}
