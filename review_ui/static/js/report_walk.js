// @ts-check
/**
 * From doubt to doubt: each step selects the word, brings the sound to it and, where the person likes it, plays it.
 * Accepting says that a person looked and the word stands as it is; it is kept like any change, and taken back like one.
 */

import { wordAt } from "./audio_sync.js";
import { onKey } from "./keyboard.js";
import { heardAt } from "./report_times.js";
import { BLANK_TEXT } from "./report_doubts.js";
import { toast } from "./toast.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./report_edit.js").ReportEdit} ReportEdit */
/** @typedef {import("./report_doubts.js").Wanted} Wanted */

const LEAD_S = 0.4; // heard before the word, so that it is recognised
const TAIL_S = 0.3;
const BLANK_BACK_S = 3;
const REACTION_S = 0.8; // from hearing a wrong word to pressing the key
const SHORTEST_REACTION_S = 0.3;
const LONGEST_REACTION_S = 1.4;
const NOTHING_LEFT = { doubt: "No doubtful word is left.", blank: "No blank is left.", critical: "There is no critical word." };

export class ReportWalk {
  /** @param {ReportEdit} edit @param {Player | null} player @param {() => boolean} playsDoubts */
  constructor(edit, player, playsDoubts) {
    this.edit = edit;
    this.player = player;
    this.playsDoubts = playsDoubts;
    this.onStopped = () => {}; // the sound was stopped to put a word right
  }

  /** @param {Wanted} wanted @param {1 | -1} step @returns {boolean} whether there was one */
  goTo(wanted, step) {
    const index = this.edit.doubts.goTo(wanted, step);
    if (index === null) toast(NOTHING_LEFT[wanted]);
    else this.#hear(index);
    return index !== null;
  }

  /** Let the doubt at hand stand as it is, then go to the next. */
  accept() {
    const index = this.edit.doubts.atHand;
    if (index !== null) this.edit.accept([index]);
    if (!this.goTo("doubt", 1)) goToSide();
  }

  /** What was heard and let pass is right: its doubts are settled as one change. Critical words are still stopped at. */
  acceptHeard() {
    const { doubts, model } = this.edit;
    const open = doubts.indexes("doubt").filter((index) => !doubts.isBlank(model.tokens[index]));
    const heard = open.filter((index) => !doubts.isCritical(model.tokens[index]) && this.#wasHeard(index));
    this.edit.accept(heard);
    const isUnheard = open.some((index) => !this.#wasHeard(index));
    if (heard.length > 0) toast(`${counted(heard.length)} accepted as heard.`, "good");
    else if (isUnheard) return toast("Play the recording: only what was heard is accepted.");
    if (doubts.indexes("doubt").length > 0) this.goTo("doubt", 1);
    else goToSide();
  }

  /** @param {number} index @returns {boolean} whether all of the word was played in this sitting */
  #wasHeard(index) {
    const time = heardAt(this.edit.model.tokens[index], this.edit.words);
    if (!time || !this.player) return false;
    for (let tenth = Math.floor(time.start * 10); tenth < time.end * 10; tenth++) {
      if (!this.player.heard[tenth]) return false;
    }
    return true;
  }

  /** A blank where the caret stands; it keeps its second, and the sound goes back to hear the place again. */
  leaveBlank() {
    const { area, typed } = this.edit;
    const [start, end] = [area.selectionStart, area.selectionEnd];
    const before = start > 0 && !/\s/.test(typed[start - 1]) ? " " : "";
    const after = end < typed.length && !/[\s.,;:]/.test(typed[end]) ? " " : "";
    this.edit.write(before + BLANK_TEXT + after, start, end);
    if (!this.player || area.readOnly) return;
    this.player.step(-BLANK_BACK_S);
    this.player.play();
  }

  /**
   * Stop, and select the word that was heard when the hand moved, a doubtful one before its neighbours; while it is
   * stopped, the word before it.
   */
  takeHeard() {
    if (!this.player) return;
    const { audio, isPlaying } = this.player;
    const at = (/** @type {number} */ reactionS) => wordAt(this.edit, audio.currentTime - reactionS * audio.playbackRate);
    const heard = this.#doubtNear(at(REACTION_S), at(LONGEST_REACTION_S), at(SHORTEST_REACTION_S));
    if (isPlaying) this.onStopped();
    const here = this.edit.model.under(this.edit.area.selectionStart, this.edit.typed);
    const index = isPlaying || here === null ? heard : here - 1;
    this.player.pause();
    this.edit.select(Math.max(index, 0));
  }

  /** The doubtful word nearest to where the hand was, among those heard while it moved; else the word itself. @param {number} middle @param {number} first @param {number} last @returns {number} */
  #doubtNear(middle, first, last) {
    const { doubts, model } = this.edit;
    const near = [];
    for (let index = Math.max(first, 0); index <= last; index++) {
      if (doubts.needsLook(model.tokens[index])) near.push(index);
    }
    near.sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle));
    return near[0] ?? middle;
  }

  /** @param {number} index */
  #hear(index) {
    const time = this.edit.timeOf(index);
    if (!time || !this.player) return;
    const start = Math.max(time.start - LEAD_S, 0);
    if (this.player.isPlaying && !this.player.isSample) this.player.seek(start);
    else if (this.playsDoubts()) this.player.playSample({ start, end: time.end + TAIL_S });
    else this.player.seek(start);
  }

  giveKeys() {
    const typing = { whileTyping: true };
    onKey("Control+ArrowDown", "Next doubtful word or blank", () => void this.goTo("doubt", 1), typing);
    onKey("Control+ArrowUp", "Previous doubtful word or blank", () => void this.goTo("doubt", -1), typing);
    onKey("Alt+w", "Stop and take the word just heard; again: the word before it", () => this.takeHeard(), typing);
    onKey("F9", "Next blank", () => void this.goTo("blank", 1), typing);
    onKey("Alt+n", "Next critical word (drug, dose, side …)", () => void this.goTo("critical", 1), typing);
    onKey("Alt+N", "Previous critical word", () => void this.goTo("critical", -1), typing);
    if (this.edit.area.readOnly) return;
    onKey("F2", "Leave a blank here and hear it again", () => this.leaveBlank(), typing);
  }

  /** Ctrl+Enter in the text accepts; outside the text it stays the key of the button that has it. */
  giveAcceptKey() {
    onKey("Control+Enter", "Accept the doubtful word and go on (in the text)", () => this.#acceptOrConfirm(), { whileTyping: true });
    onKey("Alt+a", "All doubtful words that were heard are right, but for critical ones", () => this.acceptHeard(), { whileTyping: true });
  }

  #acceptOrConfirm() {
    if (document.activeElement === this.edit.area) return this.accept();
    const inForm = document.activeElement?.closest("form")?.querySelector('[data-key="Control+Enter"]');
    const button = inForm ?? document.querySelector('[data-key="Control+Enter"]');
    if (button instanceof HTMLElement) button.click();
  }
}

/** @param {number} count @returns {string} */
function counted(count) {
  return count === 1 ? "1 doubtful word" : `${count} doubtful words`;
}

/** Nothing is left in the text: what is open beside it comes next. */
function goToSide() {
  const next =
    document.querySelector('[data-index-part][open] [data-key="Control+Enter"]') ??
    document.querySelector("#losses button") ??
    document.querySelector("[data-verify-form] button");
  if (next instanceof HTMLElement) next.focus();
}
