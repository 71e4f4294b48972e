// @ts-check
/**
 * The recording: play, step, speed, loop, waveform. Playing on after a pause steps back a little, so that no word is cut.
 *
 *   const player = startPlayer();        // null where there is no recording
 *   player.onTime((seconds, isPlaying) => …);   // any number of listeners; returns a function that ends it
 *   player.seek(12.3);
 *   player.heard                          // tenths of a second that were played
 *
 * Its keys are in sound_keys.js, what a person sets for herself in sound_options.js.
 */

import { getJson } from "./api.js";
import { toastFailure } from "./toast.js";
import { drawWave } from "./wave.js";

/** @typedef {(seconds: number, isPlaying: boolean) => void} TimeListener */
/** @typedef {import("./report_times.js").Span} Span */

const BACK_STEP_S = 1;
const STEP_S = 3;
const MOST_TENTHS_A_FRAME = 10; // further apart lies a jump

export class Player {
  /** @type {Set<TimeListener>} */
  #listeners = new Set();

  /** @param {HTMLElement} part */
  constructor(part) {
    this.part = part;
    this.audio = /** @type {HTMLAudioElement} */ (part.querySelector("audio"));
    this.canvas = /** @type {HTMLCanvasElement} */ (part.querySelector("[data-wave]"));
    this.slider = /** @type {HTMLInputElement} */ (part.querySelector("[data-place-in-sound]"));
    this.now = /** @type {HTMLElement} */ (part.querySelector("[data-now]"));
    this.toggleButton = /** @type {HTMLElement} */ (part.querySelector('[data-sound="toggle"]'));
    this.speed = /** @type {HTMLSelectElement} */ (part.querySelector("[data-speed]"));
    /** @type {number[]} */
    this.peaks = [];
    /** @type {boolean[]} tenths of a second that were played */
    this.heard = [];
    /** @type {number | null} the tenth that the last frame of this playing noted */
    this.lastTenth = null;
    /** @type {Span | null} the stretch that is played again and again */
    this.loop = null;
    /** @type {Span | null} the stretch after which the sound stops by itself */
    this.sample = null;
    this.backStepS = BACK_STEP_S;
    this.stepS = STEP_S;
    this.hasPaused = false;
    this.audio.controls = false;
    this.audio.preservesPitch = true;
    this.#listen();
    this.#loadPeaks(part.dataset.peaks ?? "");
  }

  get isPlaying() {
    return !this.audio.paused;
  }

  /** @param {TimeListener} listener @returns {() => void} ends it */
  onTime(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play() {
    if (this.isPlaying) return;
    if (this.hasPaused) this.audio.currentTime = Math.max(this.audio.currentTime - this.backStepS, this.loop?.start ?? 0);
    this.hasPaused = false;
    this.audio.play().catch((failure) => {
      if (failure.name !== "AbortError") throw failure; // paused again before it began
    });
  }

  pause() {
    if (!this.isPlaying) return;
    this.audio.pause();
    this.hasPaused = true;
    this.sample = null;
  }

  /** Play this stretch once. @param {Span} span */
  playSample(span) {
    this.seek(span.start);
    this.sample = span;
    this.play();
  }

  /** Whether what is heard now stops by itself. */
  get isSample() {
    return this.sample !== null;
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.sample = null;
    this.audio.currentTime = Math.min(Math.max(seconds, 0), this.audio.duration || seconds);
    this.hasPaused = false; // somebody chose the place: no step back from it
    this.#show();
  }

  /** @param {number} seconds */
  step(seconds) {
    this.seek(this.audio.currentTime + seconds);
  }

  /** @param {number} step */
  changeSpeed(step) {
    const at = this.speed.selectedIndex + step;
    this.setSpeed(this.speed.options[Math.min(Math.max(at, 0), this.speed.options.length - 1)].value);
    this.speed.dispatchEvent(new Event("speedchosen", { bubbles: true }));
  }

  /** @param {string} speed one of the choices on the page */
  setSpeed(speed) {
    this.speed.value = speed;
    this.audio.playbackRate = this.audio.defaultPlaybackRate = Number(this.speed.value);
  }

  /** Play this stretch again and again; null: no more. @param {Span | null} span */
  setLoop(span) {
    this.loop = span;
    this.part.toggleAttribute("data-loops", span !== null);
    this.part.querySelector('[data-sound="loop"]')?.setAttribute("aria-pressed", String(span !== null));
    if (span) this.seek(span.start);
    else this.#draw();
  }

  #listen() {
    this.part.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-sound]") : null;
      const act = button?.getAttribute("data-sound");
      if (act === "toggle") this.toggle();
      else if (act === "back" || act === "forward") this.step(act === "back" ? -this.stepS : this.stepS);
    });
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    this.speed.addEventListener("change", () => this.changeSpeed(0));
    for (const event of ["play", "pause", "ended", "seeked", "timeupdate"]) this.audio.addEventListener(event, () => this.#show());
    this.audio.addEventListener("seeking", () => (this.lastTenth = null));
    this.audio.addEventListener("play", () => {
      this.lastTenth = null;
      this.#follow();
    });
    this.audio.addEventListener("ended", () => this.#again());
    new ResizeObserver(() => this.#draw()).observe(this.canvas);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  /** Between the browser's sparse time events, once a frame. */
  #follow() {
    if (!this.isPlaying) return;
    if (this.sample && this.audio.currentTime >= this.sample.end) return this.#endSample();
    if (this.loop && this.audio.currentTime >= this.loop.end) this.audio.currentTime = this.loop.start;
    this.#noteHeard();
    this.#show();
    window.requestAnimationFrame(() => this.#follow());
  }

  /** What lies between two frames was played too, however slow the machine is. */
  #noteHeard() {
    const now = Math.floor(this.audio.currentTime * 10);
    const before = this.lastTenth;
    const from = before !== null && now >= before && now - before <= MOST_TENTHS_A_FRAME ? before : now;
    for (let tenth = from; tenth <= now; tenth++) this.heard[tenth] = true;
    this.lastTenth = now;
  }

  /** Nobody paused: what follows is played without a step back. */
  #endSample() {
    this.sample = null;
    this.audio.pause();
  }

  /** A stretch at the very end of the recording is played again too. */
  #again() {
    this.sample = null;
    if (!this.loop) return;
    this.audio.currentTime = this.loop.start;
    this.play();
  }

  #show() {
    const seconds = this.audio.currentTime;
    const tenths = Math.round(seconds * 10);
    this.now.textContent = `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
    this.slider.value = String(seconds);
    const words = this.isPlaying ? "Pause " : "Play ";
    if (this.toggleButton.firstChild?.textContent !== words) this.toggleButton.firstChild?.replaceWith(words);
    this.#draw();
    for (const tell of this.#listeners) tell(seconds, this.isPlaying);
  }

  #draw() {
    drawWave(this.canvas, { peaks: this.peaks, heard: this.heard, at: this.audio.currentTime, loop: this.loop });
  }

  /** @param {string} path */
  async #loadPeaks(path) {
    try {
      this.peaks = (await getJson(path)).peaks;
      this.#draw();
    } catch (failure) {
      toastFailure(failure);
    }
  }
}

/** @returns {Player | null} */
export function startPlayer() {
  const part = document.querySelector("[data-player]");
  return part instanceof HTMLElement ? new Player(part) : null;
}
