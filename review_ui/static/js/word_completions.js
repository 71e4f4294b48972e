// @ts-check
/**
 * How a word that somebody begins to type may go on: other readings of the place first, then the chart's own words and
 * what stands in the patient's fields. Nothing is taken by itself. Pure but for `knownWords`, which reads the page.
 */

const MOST = 5; // one key each
const FEWEST_LETTERS = 2;
const SHORTEST = 4; // what is shorter is typed as quickly
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** @param {string} typed the whole field @returns {string} the word at its end that is being typed */
export function lastWord(typed) {
  return typed.slice(typed.search(/\S*$/));
}

/**
 * Words that go on as this one begins, likeliest first, in the case in which it is typed.
 * @param {string} begun @param {readonly string[]} readings of the place @param {readonly string[]} known words of the chart
 * @returns {string[]}
 */
export function completionsOf(begun, readings, known) {
  if (begun.length < FEWEST_LETTERS) return [];
  const start = begun.toLowerCase();
  const goesOn = (/** @type {string} */ word) => word.length > begun.length + 1 && word.toLowerCase().startsWith(start);
  const counts = new Map();
  for (const word of known) counts.set(word, (counts.get(word) ?? 0) + 1);
  const often = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
  const found = [...readings, ...often.filter((word) => word.length >= SHORTEST)].filter(goesOn);
  return [...new Set(found.map((word) => begun + word.slice(begun.length)))].slice(0, MOST);
}

/** The words of the text that nobody doubts, and of the patient's fields, without marks around them. @param {ParentNode} page @returns {string[]} */
export function knownWords(page) {
  const words = [...page.querySelectorAll("[data-text] [data-token]:not(.doubtful)")].map((word) => word.textContent ?? "");
  const fields = [...page.querySelectorAll(".review-side input")].map((field) => (field instanceof HTMLInputElement && field.type === "text" ? field.value : ""));
  return [...fields.flatMap((value) => value.split(/\s+/)), ...words].map((word) => word.replace(EDGES, "")).filter(Boolean);
}
