// @ts-check
/**
 * Phrases as they are written into a text. Pure.
 *
 * Placeholders: {date} is the site's day today, {author} who dictated, {blank} a place to fill in.
 */

/** @typedef {{kind: "expander" | "macro" | "template", short: string, text: string, own: boolean}} Phrase */
/** @typedef {{today: string, author: string}} Placeholders */
/** @typedef {{text: string, blank: {start: number, end: number} | null}} Filled `blank`: the first place to fill in */

const BLANK = "____";

/** @param {string} text @param {Placeholders} given @returns {Filled} */
export function filled(text, given) {
  const written = text.replaceAll("{date}", given.today || BLANK).replaceAll("{author}", given.author || BLANK).replaceAll("{blank}", BLANK);
  const at = written.indexOf(BLANK);
  return { text: written, blank: at < 0 ? null : { start: at, end: at + BLANK.length } };
}

/**
 * What a typed word stands for: as it is kept, or with a capital where the word was typed with one.
 * @param {Map<string, string>} expanders @param {string} typed @returns {string | undefined}
 */
export function meantBy(expanders, typed) {
  const exact = expanders.get(typed);
  if (exact !== undefined) return exact;
  const small = typed.charAt(0).toLowerCase() + typed.slice(1);
  const meant = small === typed ? undefined : expanders.get(small);
  return meant === undefined ? undefined : meant.charAt(0).toUpperCase() + meant.slice(1);
}

/**
 * The phrases whose names or texts hold every word of `wanted`: those whose names begin with it first.
 * @param {Phrase[]} phrases @param {string} wanted @param {number} most @returns {Phrase[]}
 */
export function matching(phrases, wanted, most) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return phrases.slice(0, most);
  /** @type {[Phrase[], Phrase[], Phrase[]]} */
  const ranks = [[], [], []];
  for (const phrase of phrases) {
    const short = phrase.short.toLowerCase();
    if (words.every((word) => short.startsWith(word))) ranks[0].push(phrase);
    else if (words.every((word) => short.includes(word))) ranks[1].push(phrase);
    else if (words.every((word) => short.includes(word) || phrase.text.toLowerCase().includes(word))) ranks[2].push(phrase);
  }
  return ranks.flat().slice(0, most);
}
