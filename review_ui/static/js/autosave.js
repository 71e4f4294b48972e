// @ts-check
/**
 * Saves what is typed, range by range, in order, until the server has it. Use:
 *
 *   const saver = new Saver({ documentId, revision, onState, onLost });
 *   saver.save({
 *     range: () => ({ first: tokenId, last: tokenId }),  // asked when it is sent: earlier saves give words new ids
 *     text: () => "what stands there now",
 *     saved: (answer) => …,                                // {revision, tokens, others}
 *     theirs: (conflict) => …,                             // the person kept the other version
 *   });
 *   await saver.settled();                                 // true when nothing is left to save
 *
 * A failure of the network or the server is tried again by itself, and the page says so (offline_banner.js); a refusal
 * (somebody else took the document over) stops saving and calls `onLost`. Each save has an id of its own: when its answer
 * was lost it is sent again under the same id, and the server makes it once. Words that are not saved are never dropped:
 * the page asks before it is left.
 */

import { postJson, ServerError } from "./api.js";
import { mergeVersions } from "./conflict_dialog.js";
import { registerUnsaved } from "./unsaved_work.js";

/** @typedef {{id: string, text: string, after: string, words: string[], person: boolean}} Token */
/** @typedef {{revision: number, tokens: Token[], others: boolean}} Saved */
/** @typedef {{revision: number, first: string, last: string, current_text: string, your_text: string, seen_text?: string}} Conflict */
/** @typedef {{first: string, last: string}} Range */
/**
 * @typedef {object} Save
 * @property {() => Range} range
 * @property {() => string} text
 * @property {string} [act] what was done to the words, where they were not typed over
 * @property {() => string[]} [only] ids of the words of the range that are meant, where not all of them are
 * @property {(saved: Saved) => void} saved
 * @property {(conflict: Conflict) => void} theirs
 */
/** @typedef {"saved" | "saving" | "trying again" | "stopped"} SaveState */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 3000;
const ANSWER_WITHIN_MS = 10_000;

export class Saver {
  /** @type {{save: Save, since: number}[]} */
  #waiting = [];
  /** @type {((allSaved: boolean) => void)[]} */
  #listeners = [];
  #working = false;
  #stopped = false;

  /**
   * @param {object} options
   * @param {string} options.documentId
   * @param {number} options.revision of the text that the page shows
   * @param {(state: SaveState) => void} options.onState
   * @param {(failure: ServerError) => void} options.onLost saving is over: the reason
   */
  constructor({ documentId, revision, onState, onLost }) {
    this.path = `/documents/${documentId}/text`;
    this.revision = revision;
    this.onState = onState;
    this.onLost = onLost;
    registerUnsaved({
      count: () => this.#waiting.length,
      since: () => this.#waiting[0]?.since ?? 0,
      settled: () => this.settled(),
    });
  }

  /** Whether words are not saved yet. */
  get isBusy() {
    return this.#waiting.length > 0;
  }

  /** @param {Save} save */
  save(save) {
    this.#waiting.push({ save, since: Date.now() });
    if (!this.#working) void this.#work();
  }

  /** Waits until everything is saved (true) or saving is over (false). @returns {Promise<boolean>} */
  settled() {
    if (!this.isBusy || this.#stopped) return Promise.resolve(!this.isBusy);
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  async #work() {
    this.#working = true;
    while (this.#waiting.length > 0 && !this.#stopped) {
      this.onState("saving");
      await this.#sendUntilAnswered(this.#waiting[0].save);
      if (!this.#stopped) this.#waiting.shift();
    }
    this.#working = false;
    if (!this.#stopped) this.onState("saved");
    for (const tell of this.#listeners.splice(0)) tell(!this.#stopped);
  }

  /** @param {Save} save */
  async #sendUntilAnswered(save) {
    let wait = FIRST_WAIT_MS;
    let attempt = { ...save.range(), text: save.text(), act: save.act ?? "typed", only: save.only?.().join(" "), save_id: crypto.randomUUID() };
    for (;;) {
      try {
        const asked = { based_on: this.revision, ...attempt };
        const saved = await postJson(this.path, asked, { giveUpMs: ANSWER_WITHIN_MS });
        this.revision = saved.revision;
        return save.saved(saved);
      } catch (failure) {
        if (!(failure instanceof ServerError)) throw failure;
        if (failure.code === "storage.stale_save") {
          const conflict = /** @type {Conflict} */ (failure.body);
          if (attempt.only !== undefined) return save.theirs(conflict); // nothing was typed that could be merged
          const text = await mergeVersions({ theirs: conflict.current_text, mine: attempt.text, seen: conflict.seen_text });
          if (text === null) return save.theirs(conflict);
          this.revision = conflict.revision;
          attempt = { first: conflict.first, last: conflict.last, text, act: "typed", only: undefined, save_id: crypto.randomUUID() };
        } else if (failure.status === 0 || failure.status >= 500) {
          this.onState("trying again");
          await waitOrOnline(wait);
          wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        } else {
          this.#stopped = true;
          this.onState("stopped");
          return this.onLost(failure);
        }
      }
    }
  }
}

/** Until the time is over, or the computer has its network back. @param {number} ms @returns {Promise<void>} */
function waitOrOnline(ms) {
  return new Promise((resolve) => {
    const timer = window.setTimeout(done, ms);
    window.addEventListener("online", done, { once: true });
    function done() {
      window.clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    }
  });
}
