// @ts-check
/** Words follow the sound, and the sound follows the words: the word being said is marked, a click on a word plays it. */

const LEAD_S = 0.15; // a word is found a little before its measured start
const HANDS_OFF_MS = 3000; // the text does not move by itself while somebody types

/** @param {import("./report_edit.js").ReportEdit} edit @param {import("./player.js").Player} player */
export function tieTogether(edit, player) {
  let said = -1;
  let typedAt = 0;

  player.onTime = (seconds, isPlaying) => {
    const index = wordAt(edit, seconds);
    if (index === said && index < 0) return;
    said = index;
    const place = index < 0 ? null : edit.model.placeOf(index, edit.typed);
    edit.marks.say(place);
    if (place && isPlaying && Date.now() - typedAt > HANDS_OFF_MS) edit.marks.follow(place);
  };
  edit.area.addEventListener("input", () => {
    typedAt = Date.now();
  });
  edit.area.addEventListener("click", () => {
    if (edit.area.selectionStart !== edit.area.selectionEnd) return; // a stretch was selected, not a word clicked
    const index = edit.model.under(edit.area.selectionStart, edit.typed);
    playFrom(edit, player, index);
  });
}

/** @param {import("./report_edit.js").ReportEdit} edit @param {import("./player.js").Player} player @param {number | null} index */
export function playFrom(edit, player, index) {
  const time = index === null ? null : edit.timeOf(index);
  if (time) player.seek(Math.max(time.start - LEAD_S, 0));
}

/** The last word that has begun; words are in the order in which they were said, but for moved ones. */
/** @param {import("./report_edit.js").ReportEdit} edit @param {number} seconds @returns {number} -1 before the first */
function wordAt(edit, seconds) {
  const times = timesOf(edit);
  let low = 0;
  let high = times.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (times[middle].start <= seconds + 0.02) {
      found = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found < 0 ? -1 : times[found].index;
}

/** @type {{tokens: unknown, length: number, times: {start: number, index: number}[]}} */
let kept = { tokens: null, length: -1, times: [] };

/** @param {import("./report_edit.js").ReportEdit} edit */
function timesOf(edit) {
  const { tokens, text } = edit.model;
  if (kept.tokens === tokens && kept.length === text.length) return kept.times;
  const times = tokens.flatMap((_, index) => {
    const time = edit.timeOf(index);
    return time ? [{ start: time.start, index }] : [];
  });
  times.sort((one, other) => one.start - other.start);
  kept = { tokens, length: text.length, times };
  return times;
}
