// @ts-check
/**
 * Tells the server every few seconds what was shown, played and worked on this review page, and shows what is left.
 * Numbers and ids alone leave the page. It starts by itself on a review that may be edited. Others may use:
 *
 *   await sendCoverage();   // before the document is verified: nothing is left to tell
 *   coverageShown();        // the side or the page list was made anew: mark it again
 */

import { csrfToken, getJson, postJson, ServerError } from "./api.js";
import { showPages, showSound, unheard } from "./coverage_bar.js";
import { showLeft } from "./coverage_gaps.js";
import { Effort } from "./effort.js";
import { onKey } from "./keyboard.js";
import { PagesSeen } from "./pages_seen.js";
import { isCovered } from "./session_wait.js";
import { SoundHeard } from "./sound_heard.js";
import { toast, toastFailure } from "./toast.js";

const LOOK_EVERY_MS = 250;
const LONGEST_LOOK_S = 1; // a machine that slept did not look for an hour
const TELL_EVERY_MS = 5000;

/** @type {Coverage | null} */
let running = null;

class Coverage {
  /** @type {Promise<void>} */
  #telling = Promise.resolve();
  #lastLook = performance.now();

  /** @param {string} path @param {any} known the server's answer */
  constructor(path, known) {
    this.path = path;
    const audio = document.querySelector("[data-player] audio");
    this.audio = audio instanceof HTMLMediaElement ? audio : null;
    this.pages = new PagesSeen(known.rule, known.pages);
    /** @type {Set<string>} ids of pages that were seen whole */
    this.whole = new Set(Object.keys(known.pages).filter((pageId) => known.pages[pageId].whole));
    this.sound = this.audio && new SoundHeard(this.audio, known.heard, () => this.show());
    this.effort = new Effort(() => this.audio !== null && !this.audio.paused);
    window.setInterval(() => this.#look(), LOOK_EVERY_MS);
    window.setInterval(() => isCovered() || void this.tell(), TELL_EVERY_MS);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#tellOnLeaving());
    window.addEventListener("pagehide", () => this.#tellOnLeaving());
    this.audio?.addEventListener("loadedmetadata", () => this.show());
    document.addEventListener("toggle", (event) => void this.#renewLeft(event), { capture: true });
    this.show();
  }

  /** The length of the recording, as the server knows it: the browser's own may differ by a frame. */
  get #durationS() {
    return Number(document.querySelector("[data-coverage-meter]")?.getAttribute("max")) || this.audio?.duration || 0;
  }

  #look() {
    const now = performance.now();
    const seconds = Math.min((now - this.#lastLook) / 1000, LONGEST_LOOK_S);
    this.#lastLook = now;
    this.effort.look(seconds);
    if (this.audio) return;
    document.body.classList.toggle("paper-too-small", this.pages.look(seconds) === "too small");
  }

  /** The list of what is left is opened: as it is now. @param {Event} event */
  async #renewLeft(event) {
    const opened = event.target instanceof HTMLDetailsElement && event.target.open ? event.target : null;
    const list = opened?.matches("[data-coverage-left]") ? opened.querySelector("[data-gaps]") : null;
    if (!list) return;
    await this.tell();
    try {
      showLeft(list, (await getJson(this.path)).gaps);
    } catch (failure) {
      toastFailure(failure);
    }
  }

  show() {
    if (this.sound) showSound(this.sound.heard, this.#durationS);
    else showPages(this.whole);
  }

  #take() {
    return { pages: this.pages.take(), heard: this.sound?.take() ?? [], ...this.effort.take() };
  }

  /** One after the other, so that nothing is told twice. @returns {Promise<void>} */
  tell() {
    this.#telling = this.#telling.then(() => this.#tell());
    return this.#telling;
  }

  async #tell() {
    const news = this.#take();
    if (isNothing(news)) return;
    try {
      const told = await postJson(this.path, news);
      for (const [pageId, isWhole] of Object.entries(told.whole)) if (isWhole) this.whole.add(pageId);
      if (!this.sound) this.show();
    } catch (failure) {
      if (!(failure instanceof ServerError)) throw failure;
      if (failure.status !== 0 && failure.status < 500) return; // the review is over, and a banner says so
      this.pages.putBack(news.pages);
      this.sound?.putBack(news.heard);
      this.effort.putBack(news);
    }
  }

  /** The page goes: what is sent now is sent by the browser after it is gone. */
  #tellOnLeaving() {
    const news = this.#take();
    if (isNothing(news)) return;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrfToken() };
    fetch(this.path, { method: "POST", headers, body: JSON.stringify(news), keepalive: true, credentials: "same-origin" }).catch(() => {
      this.pages.putBack(news.pages); // it was only hidden, and the server was away
      this.sound?.putBack(news.heard);
    });
  }

  /** Go to the next place that was not seen or heard. */
  goOn() {
    if (this.audio) this.#playOn(this.audio);
    else this.#lookOn();
  }

  /** @param {HTMLMediaElement} audio */
  #playOn(audio) {
    const left = unheard(this.sound?.heard ?? [], this.#durationS);
    const next = left.find(([from]) => from > audio.currentTime + 0.5) ?? left[0];
    if (!next) return toast("Every second was played.");
    audio.currentTime = next[0];
    void audio.play();
  }

  /** First the rest of the page in sight, then the next page. */
  #lookOn() {
    const box = this.pages.unseenBox();
    const word = box && document.querySelector(`[data-text] [data-words~="${CSS.escape(box.getAttribute("data-box") ?? "")}"]`);
    if (word instanceof HTMLElement) return word.focus(); // the paper follows the word
    const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-page-list] [data-page-link]")]);
    const left = links.filter((link) => !this.whole.has(link.dataset.pageId ?? ""));
    const here = links.findIndex((link) => link.getAttribute("aria-current") === "page");
    const next = left.find((link) => links.indexOf(link) > here) ?? left[0];
    if (next) next.click();
    else toast("Every page was seen.");
  }
}

/** @param {{pages: object, heard: unknown[], keystrokes: number, active_s: number}} news */
function isNothing({ pages, heard, keystrokes, active_s }) {
  return Object.keys(pages).length + heard.length + keystrokes === 0 && active_s < 1;
}

/** Everything is told, or cannot be told now. @returns {Promise<void>} */
export async function sendCoverage() {
  await running?.tell();
}

/** Mark again what was made anew. */
export function coverageShown() {
  running?.show();
}

async function start() {
  const page = document.querySelector("[data-review][data-may-edit][data-lease-minutes]");
  if (!(page instanceof HTMLElement)) return;
  const path = `/documents/${page.dataset.document}/coverage`;
  try {
    running = new Coverage(path, await getJson(path));
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    return; // the review is somebody else's by now; the frame's own beat says so
  }
  onKey("Alt+g", "Go to the next place that was not seen or played", () => running?.goOn(), { whileTyping: true });
}
void start();
