// @ts-check
/**
 * Marks the critical words of the page in sight (drug, dose, unit, side, negation, the patient's name, MRN, birth date)
 * and makes those that have to be confirmed stops of the walk from doubt to doubt. Accepting or typing one confirms it;
 * the others are confirmed by being seen. It starts by itself on a chart that may be edited.
 */

import { getJson, ServerError } from "./api.js";
import { pageIdOf } from "./pages_seen.js";

/** @typedef {{kind: string, stop: boolean, confirmed: boolean}} Mark */

class CriticalWords {
  /** @param {string} documentId @param {HTMLElement} body */
  constructor(documentId, body) {
    this.path = `/documents/${documentId}/critical`;
    new MutationObserver(() => void this.markSheet()).observe(body, { childList: true });
    void this.markSheet();
    void this.markPages();
  }

  /** The words of the page that stands there now. */
  async markSheet() {
    const sheet = document.querySelector("[data-sheet]");
    const pageId = pageIdOf(sheet?.querySelector("[data-paper-view]") ?? null);
    if (!sheet || !pageId || sheet.hasAttribute("data-critical-marked")) return;
    sheet.setAttribute("data-critical-marked", "");
    const answer = await this.#ask(`${this.path}?page=${pageId}`);
    for (const [tokenId, mark] of Object.entries(answer?.words ?? {})) {
      const word = sheet.querySelector(`[data-token="${CSS.escape(tokenId)}"]`);
      if (word instanceof HTMLElement) markWord(word, mark);
    }
  }

  /** On routes where words are drawn, a page without a doubt may have a stop: the walk has to find it. */
  async markPages() {
    const answer = await this.#ask(this.path);
    for (const [pageId, stops] of Object.entries(answer?.stops ?? {})) {
      const link = document.querySelector(`[data-page-list] [data-page-id="${CSS.escape(pageId)}"]`);
      if (link instanceof HTMLElement) link.dataset.doubtful = String(Math.max(Number(link.dataset.doubtful), stops));
    }
  }

  /** @param {string} path @returns {Promise<any>} null where the review is over or the server away: approval names them then */
  async #ask(path) {
    try {
      return await getJson(path);
    } catch (failure) {
      if (failure instanceof ServerError) return null;
      throw failure;
    }
  }
}

/** @param {HTMLElement} word @param {Mark} mark */
function markWord(word, { kind, stop, confirmed }) {
  word.classList.add("critical");
  word.title = stop && !confirmed ? `${kind}: has to be confirmed` : kind;
  if (!stop || confirmed) return;
  word.classList.add("critical-stop", "doubtful");
  word.tabIndex = 0;
}

const page = document.querySelector("[data-review][data-may-edit][data-lease-minutes]");
const body = page?.querySelector(".review-body");
if (page instanceof HTMLElement && body instanceof HTMLElement) new CriticalWords(page.dataset.document ?? "", body);
