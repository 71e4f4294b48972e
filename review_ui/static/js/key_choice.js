// @ts-check
/** Which keys can be chosen for an action, in words for people. Pure. */

import { shownKeys } from "./key_names.js";

// the browser keeps these for itself, and a page cannot have them (Chromium, Firefox, Edge)
const BROWSERS_OWN = /^Control\+(Shift\+)?([nNtTwW]|Tab|PageUp|PageDown|Delete|F4)$|^Control\+[qQrR]$|^Alt\+(F4|Tab| )$|^(Control\+)?(F5|F11|F12)$/;
const EDITING = /^Control\+[acvxACVX]$/;
// what moves the focus, presses buttons and types; with Ctrl or Alt they may be had
const THE_PAGES_OWN = new Set(["Enter", "Tab", "Shift+Tab", "Shift+Enter", " ", "Escape", "Backspace", "Delete"]);
const NOT_ALONE = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"]);

/** @param {string} key one key as nameOf says it @returns {boolean} whether it is only a key held down for another */
export function isModifier(key) {
  return NOT_ALONE.has(key.split("+").at(-1) || "+");
}

/** @param {string} keys @returns {string} why they cannot be chosen; "" when they can */
export function problemWith(keys) {
  for (const key of keys.split(/(?<=.) (?=.)/)) {
    if (BROWSERS_OWN.test(key)) return `${shownKeys(key)} belongs to the browser: no page can have it.`;
    if (EDITING.test(key)) return `${shownKeys(key)} is needed for copying and pasting.`;
    if (THE_PAGES_OWN.has(key)) return `${shownKeys(key)} alone is needed for moving about. Hold Ctrl or Alt with it.`;
  }
  return "";
}

/** @param {string} one @param {string} other @returns {boolean} whether one hides the other */
export function hide(one, other) {
  if (!one || !other) return false;
  return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);
}
