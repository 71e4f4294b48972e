// @ts-check
/**
 * Which seconds of a recording were played. Playing counts up to double speed and with the sound on; a jump (seeking,
 * a step back after a pause) counts for nothing, and what is played twice counts once.
 */

/** @typedef {[number, number]} Span */

const FASTEST = 2;
const JOINT_S = 0.05; // the browser tells the place a few times a second: what it skips between is not a gap
const LONGEST_TOLD_S = 3; // a hidden tab is told once a second, at double speed every two seconds of sound

export class SoundHeard {
  /** @type {number | null} where the sound was when the browser last told, while it plays */
  #from = null;
  /** @type {Span[]} */
  #news = [];

  /** @param {HTMLMediaElement} audio @param {Span[]} known from earlier sittings @param {() => void} changed */
  constructor(audio, known, changed) {
    this.audio = audio;
    this.changed = changed;
    /** @type {Span[]} all that was heard, in order and apart from each other */
    this.heard = joined(known);
    audio.addEventListener("playing", () => this.#begin());
    audio.addEventListener("timeupdate", () => this.#goOn());
    audio.addEventListener("pause", () => this.#end());
    audio.addEventListener("ended", () => this.#end());
    audio.addEventListener("seeking", () => (this.#from = null));
    audio.addEventListener("seeked", () => this.#begin());
    audio.addEventListener("ratechange", () => this.#goOn());
    audio.addEventListener("volumechange", () => this.#begin());
  }

  get #counts() {
    const { audio } = this;
    return !audio.muted && audio.volume > 0 && audio.playbackRate <= FASTEST && audio.playbackRate > 0;
  }

  #begin() {
    this.#from = this.audio.paused || this.audio.seeking || !this.#counts ? null : this.audio.currentTime;
  }

  #goOn() {
    const [from, to] = [this.#from, this.audio.currentTime];
    if (this.audio.seeking) return;
    if (from !== null && to > from && to - from <= LONGEST_TOLD_S) this.add([from, to]);
    this.#begin();
  }

  #end() {
    this.#goOn();
    this.#from = null;
  }

  /** These seconds were heard. @param {Span} span */
  add(span) {
    this.#news.push(span);
    this.heard = joined([...this.heard, span]);
    this.changed();
  }

  /** What is new since it was last taken. @returns {Span[]} */
  take() {
    const news = joined(this.#news).map(([from, to]) => /** @type {Span} */ ([round(from), round(to)]));
    this.#news = [];
    return news;
  }

  /** It did not arrive: tell it again with the next news. @param {Span[]} news */
  putBack(news) {
    this.#news.push(...news);
  }
}

/** @param {Span[]} spans @returns {Span[]} */
function joined(spans) {
  /** @type {Span[]} */
  const found = [];
  for (const [from, to] of [...spans].sort((one, other) => one[0] - other[0])) {
    const last = found.at(-1);
    if (last && from <= last[1] + JOINT_S) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** @param {number} seconds */
function round(seconds) {
  return Math.round(seconds * 1000) / 1000;
}
