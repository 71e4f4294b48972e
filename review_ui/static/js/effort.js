// @ts-check
/** How many keys were pressed and how many seconds somebody worked on this page. Which keys is nobody's business. */

const ACTIVE_FOR_MS = 30_000; // who reads a paragraph touches nothing for a while and works all the same

export class Effort {
  #keystrokes = 0;
  #activeS = 0;
  #lastAt = Date.now();

  /** @param {() => boolean} isListening whether sound is being played */
  constructor(isListening) {
    this.isListening = isListening;
    const awake = { capture: true, passive: true };
    document.addEventListener("keydown", (event) => this.#pressed(event), awake);
    for (const name of ["pointerdown", "pointermove", "wheel"]) document.addEventListener(name, () => (this.#lastAt = Date.now()), awake);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    this.#lastAt = Date.now();
    if (!event.repeat) this.#keystrokes++;
  }

  /** @param {number} seconds since the last look */
  look(seconds) {
    const isActive = document.visibilityState === "visible" && Date.now() - this.#lastAt < ACTIVE_FOR_MS;
    if (isActive || this.isListening()) this.#activeS += seconds;
  }

  /** What is new since it was last taken. */
  take() {
    const news = { keystrokes: this.#keystrokes, active_s: Math.round(this.#activeS * 100) / 100 };
    this.#keystrokes = 0;
    this.#activeS = 0;
    return news;
  }

  /** It did not arrive: tell it again with the next news. @param {{keystrokes: number, active_s: number}} news */
  putBack({ keystrokes, active_s }) {
    this.#keystrokes += keystrokes;
    this.#activeS += active_s;
  }
}
