// @ts-check
/** Where two texts differ, word by word. Pure. */

/** @typedef {{same: string}} Same words that stand in both, with the white space after them */
/** @typedef {{theirs: string, mine: string, only: "theirs" | "mine" | "both"}} Differs who changed them; "both": a person decides */
/** @typedef {Same | Differs} Piece */

/** @param {string} text @returns {string[]} words, each with the white space after it */
export function wordsOf(text) {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}

/**
 * Pairs of indexes of equal words, in order: a longest common subsequence.
 * @param {string[]} one @param {string[]} other @returns {[number, number][]}
 */
export function pairsOf(one, other) {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start++;
  let [end, otherEnd] = [one.length, other.length];
  while (end > start && otherEnd > start && one[end - 1] === other[otherEnd - 1]) [end, otherEnd] = [end - 1, otherEnd - 1];
  const width = otherEnd - start + 1;
  const lengths = new Uint16Array((end - start + 1) * width);
  for (let i = end - start - 1; i >= 0; i--) {
    for (let j = otherEnd - start - 1; j >= 0; j--) {
      const [below, beside] = [lengths[(i + 1) * width + j], lengths[i * width + j + 1]];
      const equal = one[start + i] === other[start + j];
      lengths[i * width + j] = equal ? lengths[(i + 1) * width + j + 1] + 1 : Math.max(below, beside);
    }
  }
  /** @type {[number, number][]} */
  const pairs = Array.from({ length: start }, (_, at) => [at, at]);
  for (let i = 0, j = 0; i < end - start && j < otherEnd - start; ) {
    if (one[start + i] === other[start + j]) pairs.push([start + i++, start + j++]);
    else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
    else j++;
  }
  for (let at = end; at < one.length; at++) pairs.push([at, otherEnd + at - end]);
  return pairs;
}

/**
 * Both texts in pieces. With `seen`, the text that both began with, a difference says who made it.
 * @param {string} theirs @param {string} mine @param {string} [seen] @returns {Piece[]}
 */
export function piecesOf(theirs, mine, seen) {
  const [a, b] = [wordsOf(theirs), wordsOf(mine)];
  const origin = seen === undefined ? null : wordsOf(seen);
  const back = origin ? new Map(pairsOf(a, origin)) : new Map();
  /** @type {Piece[]} */
  const pieces = [];
  let [i, j, from] = [0, 0, 0];
  for (const [nextI, nextJ] of [...pairsOf(a, b), /** @type {[number, number]} */ ([a.length, b.length])]) {
    const to = nextI === a.length ? origin?.length ?? 0 : back.get(nextI);
    if (nextI > i || nextJ > j) {
      const before = origin && to !== undefined ? origin.slice(from, to).join("") : null;
      pieces.push(differing(a.slice(i, nextI).join(""), b.slice(j, nextJ).join(""), before));
    }
    if (nextI < a.length) pieces.push({ same: a[nextI] });
    if (to !== undefined) from = to + 1;
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return joined(pieces);
}

/** @param {string} theirs @param {string} mine @param {string | null} before @returns {Differs} */
function differing(theirs, mine, before) {
  const only = before === theirs ? "mine" : before === mine ? "theirs" : "both";
  return { theirs, mine, only };
}

/** @param {Piece[]} pieces @returns {Piece[]} neighbouring equal words as one */
function joined(pieces) {
  /** @type {Piece[]} */
  const found = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last && "same" in last && "same" in piece) last.same += piece.same;
    else found.push("same" in piece ? { ...piece } : piece);
  }
  return found;
}
