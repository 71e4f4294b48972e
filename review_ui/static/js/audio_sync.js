// @ts-check
/** Words follow the sound, and the sound follows the words: the word being said is marked, a click on a word plays it. */

import { lastBegun, phraseAt, saidWords } from "./report_times.js";

/** @typedef {import("./report_edit.js").ReportEdit} ReportEdit */
/** @typedef {import("./player.js").Player} Player */

const LEAD_S = 0.15; // a word is found a little before its measured start
const FRAME_S = 0.02;
const HANDS_OFF_MS = 3000; // the text does not move by itself while somebody types

/** @param {ReportEdit} edit @param {Player} player */
export function tieTogether(edit, player) {
  /** @type {string | null} */
  let shown = null;
  let typedAt = 0;

  player.onTime((seconds, isPlaying) => {
    const index = wordAt(edit, seconds);
    const place = index < 0 ? null : edit.model.placeOf(index, edit.typed);
    const now = place ? `${place.start}-${place.end}` : null;
    if (now === shown) return;
    shown = now;
    edit.marks.say(place);
    if (place && isPlaying && Date.now() - typedAt > HANDS_OFF_MS) edit.marks.follow(place);
  });
  edit.area.addEventListener("input", () => {
    typedAt = Date.now();
  });
  edit.area.addEventListener("click", () => {
    if (edit.area.selectionStart !== edit.area.selectionEnd) return; // a stretch was selected, not a word clicked
    seekTo(edit, player, edit.model.under(edit.area.selectionStart, edit.typed));
  });
}

/** Bring the sound to a word; it plays on if it was playing. @param {ReportEdit} edit @param {Player} player @param {number | null} index */
export function seekTo(edit, player, index) {
  const time = index === null ? null : edit.timeOf(index);
  if (time) player.seek(Math.max(time.start - LEAD_S, 0));
}

/** Loop the phrase that is being heard, or stop looping. @param {ReportEdit | null} edit @param {Player} player @returns {boolean} whether it loops now */
export function loopPhrase(edit, player) {
  const phrase = edit && !player.loop ? phraseAt(edit.model.tokens, edit.words, player.audio.currentTime + FRAME_S) : null;
  player.setLoop(phrase && { start: Math.max(phrase.start - LEAD_S, 0), end: phrase.end + LEAD_S });
  if (phrase) player.play();
  return phrase !== null;
}

/** The last word that has begun; words are in the order in which they were said, but for moved ones. */
/** @param {ReportEdit} edit @param {number} seconds @returns {number} -1 before the first */
export function wordAt(edit, seconds) {
  const said = saidOf(edit);
  const found = lastBegun(said, seconds + FRAME_S);
  return found < 0 ? -1 : said[found].index;
}

/** @type {{tokens: unknown, revision: number, said: import("./report_times.js").SaidWord[]}} */
let kept = { tokens: null, revision: -1, said: [] };

/** @param {ReportEdit} edit */
function saidOf(edit) {
  const { tokens, changes } = edit.model;
  if (kept.tokens !== tokens || kept.revision !== changes) {
    kept = { tokens, revision: changes, said: saidWords(tokens, edit.words) };
  }
  return kept.said;
}
