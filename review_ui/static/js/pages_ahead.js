// @ts-check
/**
 * Pages fetched before they are asked for, text and picture, so that the walk from doubt to doubt does not wait at the
 * end of a page. They stay in this page's memory and are forgotten as soon as somebody else changed the text.
 */

import { getPart } from "./api.js";

const MOST_KEPT = 4;

/** @typedef {{number: number, pageId: string}} PageAhead */

export class PagesAhead {
  /** @type {Map<number, Promise<string | null>>} */
  #texts = new Map();
  /** @type {Map<number, HTMLImageElement>} kept alive: an image in use is not fetched twice */
  #pictures = new Map();

  /** @param {string} documentId */
  constructor(documentId) {
    this.documentId = documentId;
  }

  /** @param {PageAhead[]} pages the likeliest first */
  fetch(pages) {
    const wanted = new Set(pages.map((page) => page.number));
    for (const number of this.#texts.keys()) if (!wanted.has(number)) this.#texts.delete(number);
    for (const page of pages.slice(0, MOST_KEPT)) {
      if (!this.#texts.has(page.number)) this.#texts.set(page.number, this.#text(page.number));
      if (!this.#pictures.has(page.number)) this.#pictures.set(page.number, this.#picture(page.pageId));
    }
    for (const number of [...this.#pictures.keys()].slice(0, -2 * MOST_KEPT)) this.#pictures.delete(number);
  }

  /** The page's text, once; null when it was not fetched. @param {number} number @returns {Promise<string> | null} */
  take(number) {
    const text = this.#texts.get(number);
    if (!text) return null;
    this.#texts.delete(number);
    return text.then((html) => html ?? getPart(this.#path(number)));
  }

  forget() {
    this.#texts.clear();
  }

  /** @param {number} number @returns {Promise<string | null>} null where it did not arrive: it is asked for again when it is wanted */
  #text(number) {
    return getPart(this.#path(number)).catch(() => null);
  }

  /** @param {string} pageId @returns {HTMLImageElement} */
  #picture(pageId) {
    const picture = new Image();
    picture.decoding = "async";
    picture.src = `/documents/${this.documentId}/pages/${pageId}/image`;
    // decoded now, so that turning to it does not; a picture that cannot be had shows itself as such on its page
    picture.addEventListener("load", () => void picture.decode().then(undefined, () => undefined));
    return picture;
  }

  /** @param {number} number @returns {string} */
  #path(number) {
    return `/charts/${this.documentId}/pages/${number}`;
  }
}
