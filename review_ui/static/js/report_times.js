// @ts-check
/** When each word of a report was said. Pure; all times in seconds. */

/** @typedef {import("./report_model.js").Token} Token */
/** @typedef {Record<string, [number, number]>} WordTimes start and end by the machine word's id */
/** @typedef {{start: number, end: number}} Span */
/** @typedef {{start: number, end: number, index: number}} SaidWord */

const PHRASE_GAP_S = 0.45; // a silence this long ends a phrase
const PHRASE_LONGEST_S = 12;

/** When the words behind a token were said; null for one that a person added. @param {Token | undefined} token @param {WordTimes} words @returns {Span | null} */
export function heardAt(token, words) {
  let [start, end] = [Infinity, -Infinity];
  for (const id of token?.words ?? []) {
    const time = words[id];
    if (!time) continue;
    start = Math.min(start, time[0]);
    end = Math.max(end, time[1]);
  }
  return start === Infinity ? null : { start, end };
}

/**
 * When a word was said. One that was added (a blank, say) stands in the gap between its neighbours: from the end of the
 * word before to the start of the word after.
 * @param {Token[]} tokens @param {WordTimes} words @param {number} index @returns {Span | null}
 */
export function timeOf(tokens, words, index) {
  const own = heardAt(tokens[index], words);
  if (own) return own;
  let before = index - 1;
  while (before >= 0 && !heardAt(tokens[before], words)) before--;
  let after = index + 1;
  while (after < tokens.length && !heardAt(tokens[after], words)) after++;
  const [last, next] = [heardAt(tokens[before], words), heardAt(tokens[after], words)];
  if (!last && !next) return null;
  const start = last?.end ?? next?.start ?? 0;
  return { start, end: Math.max(next?.start ?? start, start) };
}

/** The words that were heard, by their starts. @param {Token[]} tokens @param {WordTimes} words @returns {SaidWord[]} */
export function saidWords(tokens, words) {
  const said = tokens.flatMap((token, index) => {
    const time = heardAt(token, words);
    return time ? [{ ...time, index }] : [];
  });
  return said.sort((one, other) => one.start - other.start);
}

/** The number of the last word that has begun; -1 before the first. @param {SaidWord[]} said @param {number} seconds @returns {number} */
export function lastBegun(said, seconds) {
  let low = 0;
  let high = said.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (said[middle].start <= seconds) {
      found = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}

/**
 * The phrase around a second: words up to a silence, a sentence's end, or twelve seconds.
 * @param {Token[]} tokens @param {WordTimes} words @param {number} seconds @returns {Span | null}
 */
export function phraseAt(tokens, words, seconds) {
  const said = saidWords(tokens, words);
  if (said.length === 0) return null;
  const here = Math.max(lastBegun(said, seconds), 0);
  const ends = (/** @type {number} */ at) =>
    at === said.length - 1 ||
    said[at + 1].start - said[at].end > PHRASE_GAP_S ||
    /[.?!]$/.test(tokens[said[at].index].text) ||
    tokens[said[at].index].after.includes("\n");
  let [first, last] = [here, here];
  while (first > 0 && !ends(first - 1) && said[last].end - said[first - 1].start <= PHRASE_LONGEST_S) first--;
  while (!ends(last) && said[last + 1].end - said[first].start <= PHRASE_LONGEST_S) last++;
  return { start: said[first].start, end: Math.max(said[last].end, said[first].start) };
}
