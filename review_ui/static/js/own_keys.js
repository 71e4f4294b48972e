// @ts-check
/**
 * The keys that this person chose: {"action@default keys": keys}, "" for no key. Everything else keeps its default.
 * Changed on the page "Keys" (key_settings.js).
 */

import { personal } from "./personal.js";

/** @param {string} action @param {string} keys the default @returns {string} what this person presses for it */
export function ownKeys(action, keys) {
  const own = personal("keys")[`${action}@${keys}`];
  return typeof own === "string" ? own : keys;
}

/** @returns {boolean} whether this person changed any key */
ownKeys.any = () => Object.keys(personal("keys")).length > 0;
