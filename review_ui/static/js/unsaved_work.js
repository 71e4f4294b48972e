// @ts-check
/**
 * What this page still has to give to the server. Whoever keeps unsaved work registers it; the offline banner counts it,
 * the lock screen waits for it, and the page asks before it is left.
 */

/**
 * @typedef {object} Unsaved
 * @property {() => number} count how many changes wait
 * @property {() => number} since when the oldest of them was made (Date.now()); 0 when none waits
 * @property {() => Promise<unknown>} settled resolves when nothing waits any more, or saving is over
 */

/** @type {Set<Unsaved>} */
const sources = new Set();

/** @param {Unsaved} source */
export function registerUnsaved(source) {
  sources.add(source);
}

/** @returns {number} changes that the server does not have */
export function unsavedCount() {
  return [...sources].reduce((sum, source) => sum + source.count(), 0);
}

/** @returns {number} seconds since the oldest of them was made; 0 when none waits */
export function unsavedForS() {
  const oldest = Math.min(...[...sources].filter((source) => source.count() > 0).map((source) => source.since()));
  return Number.isFinite(oldest) ? (Date.now() - oldest) / 1000 : 0;
}

/** @param {number} longest_ms @returns {Promise<boolean>} whether everything was saved within that time */
export async function everythingSaved(longest_ms) {
  const settled = Promise.all([...sources].map((source) => source.settled()));
  const tooLong = new Promise((resolve) => window.setTimeout(resolve, longest_ms));
  await Promise.race([settled, tooLong]);
  return unsavedCount() === 0;
}

window.addEventListener("beforeunload", (event) => {
  if (unsavedCount() > 0) event.preventDefault();
});
