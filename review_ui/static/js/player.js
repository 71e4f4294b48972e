// @ts-check
/**
 * The recording: play, step, speed, waveform. Playing on after a pause steps back a little, so that no word is cut.
 *
 *   const player = startPlayer();        // null where there is no recording
 *   player.onTime = (seconds, isPlaying) => …;
 *   player.seek(12.3);
 *
 * Keys work while typing, and are those that foot pedals send: Escape or F4 play and pause, F8 and F9 step, Alt with the
 * arrows up and down changes the speed.
 */

import { getJson } from "./api.js";
import { onKey } from "./keyboard.js";
import { toastFailure } from "./toast.js";
import { drawWave } from "./wave.js";

const BACK_STEP_S = 1.5;
const STEP_S = 5;

export class Player {
  /** @param {HTMLElement} part */
  constructor(part) {
    this.audio = /** @type {HTMLAudioElement} */ (part.querySelector("audio"));
    this.canvas = /** @type {HTMLCanvasElement} */ (part.querySelector("[data-wave]"));
    this.slider = /** @type {HTMLInputElement} */ (part.querySelector("[data-place-in-sound]"));
    this.now = /** @type {HTMLElement} */ (part.querySelector("[data-now]"));
    this.toggleButton = /** @type {HTMLElement} */ (part.querySelector('[data-sound="toggle"]'));
    this.speed = /** @type {HTMLSelectElement} */ (part.querySelector("[data-speed]"));
    /** @type {(seconds: number, isPlaying: boolean) => void} */
    this.onTime = () => {};
    /** @type {number[]} */
    this.peaks = [];
    /** @type {boolean[]} tenths of a second that were played */
    this.heard = [];
    this.hasPaused = false;
    this.audio.controls = false;
    this.audio.preservesPitch = true;
    this.#listen(part);
    this.#loadPeaks(part.dataset.peaks ?? "");
  }

  get isPlaying() {
    return !this.audio.paused;
  }

  toggle() {
    if (this.isPlaying) {
      this.audio.pause();
      this.hasPaused = true;
      return;
    }
    if (this.hasPaused) this.audio.currentTime = Math.max(this.audio.currentTime - BACK_STEP_S, 0);
    this.hasPaused = false;
    this.audio.play().catch((failure) => {
      if (failure.name !== "AbortError") throw failure; // paused again before it began
    });
  }

  /** @param {number} seconds */
  seek(seconds) {
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
    this.speed.selectedIndex = Math.min(Math.max(at, 0), this.speed.options.length - 1);
    this.audio.playbackRate = Number(this.speed.value);
  }

  /** @param {HTMLElement} part */
  #listen(part) {
    part.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-sound]") : null;
      const act = button?.getAttribute("data-sound");
      if (act === "toggle") this.toggle();
      else if (act) this.step(act === "back" ? -STEP_S : STEP_S);
    });
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    this.speed.addEventListener("change", () => this.changeSpeed(0));
    for (const event of ["play", "pause", "ended", "seeked", "timeupdate"]) this.audio.addEventListener(event, () => this.#show());
    this.audio.addEventListener("play", () => this.#follow());
    new ResizeObserver(() => this.#draw()).observe(this.canvas);
    const typing = { whileTyping: true };
    onKey("Escape", "Play or pause", () => this.toggle(), typing);
    onKey("F4", "Play or pause (pedal)", () => this.toggle(), typing);
    onKey("F8", "Back 5 seconds", () => this.step(-STEP_S), typing);
    onKey("F9", "Forward 5 seconds", () => this.step(STEP_S), typing);
    onKey("Alt+ArrowUp", "Faster", () => this.changeSpeed(1), typing);
    onKey("Alt+ArrowDown", "Slower", () => this.changeSpeed(-1), typing);
  }

  /** Between the browser's sparse time events, once a frame. */
  #follow() {
    if (!this.isPlaying) return;
    this.heard[Math.floor(this.audio.currentTime * 10)] = true;
    this.#show();
    window.requestAnimationFrame(() => this.#follow());
  }

  #show() {
    const seconds = this.audio.currentTime;
    const tenths = Math.round(seconds * 10);
    this.now.textContent = `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
    this.slider.value = String(seconds);
    this.toggleButton.firstChild?.replaceWith(this.isPlaying ? "Pause " : "Play ");
    this.#draw();
    this.onTime(seconds, this.isPlaying);
  }

  #draw() {
    drawWave(this.canvas, { peaks: this.peaks, heard: this.heard, at: this.audio.currentTime });
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
