// @ts-check
/**
 * Keys. Two ways to give an action a key:
 *
 *   in a template:  data-key="s" data-key-label="Save"   on a button, link, summary or input
 *                   (the key clicks it, or focuses an input; ui.button(…, key="s") writes both)
 *   in a module:    import { onKey } from "./keyboard.js";
 *                   onKey("j", "Next row", () => …);                    // returns a function that takes it away
 *                   onKey("Control+Enter", "Verify", run, { whileTyping: true });
 *
 * Keys are written as the browser names them ("Enter", "ArrowDown", "?"), with "Control+", "Alt+" and "Shift+" before
 * them, or as two keys in a row ("g w"). A plain key does nothing while the person types in a field. "?" lists
 * everything that has a key on this page.
 *
 * These are defaults: a person may give an action another key on the page "Keys" (own_keys.js). An action is known by
 * its label, or by { action: "…" } (data-key-action) where the label changes.
 */

import { nameOf, shownKeys } from "./key_names.js";
import { ownKeys } from "./own_keys.js";

/**
 * @typedef {object} Shortcut
 * @property {string} keys what is pressed: the person's own, else the default; "" for none
 * @property {string} label
 * @property {() => void} run
 * @property {boolean} whileTyping
 */
/** @typedef {Shortcut & {action: string}} Given with the default keys */

const NEXT_KEY_WITHIN_MS = 1200;
// keys that write or edit nothing by themselves, so that they may act while the person types
const SAFE_WHILE_TYPING = /Control\+|Alt\+|^(Shift\+)?F\d/;
/** @type {Given[]} */
const shortcuts = [];
let firstKey = "";
let firstKeyAt = 0;

/**
 * @param {string} keys @param {string} label what it does, for the list of keys @param {() => void} run
 * @param {{whileTyping?: boolean, action?: string}} [options]
 * @returns {() => void} takes the key away again
 */
export function onKey(keys, label, run, options = {}) {
  const shortcut = { keys, label, run, whileTyping: options.whileTyping ?? false, action: options.action ?? label };
  shortcuts.push(shortcut);
  return () => {
    const at = shortcuts.indexOf(shortcut);
    if (at >= 0) shortcuts.splice(at, 1);
  };
}

/** Everything that has a key now: modules' and templates', with the person's own keys. @returns {Shortcut[]} */
export function allShortcuts() {
  const fromPage = [...document.querySelectorAll("[data-key]")].filter(isUsable).map(givenBy);
  return [...shortcuts, ...fromPage].map(asPressed).filter((one) => one.keys !== "");
}

/** @param {Element} element @returns {Given} */
function givenBy(element) {
  const keys = element.getAttribute("data-key") ?? "";
  const label = element.getAttribute("data-key-label") ?? "";
  const action = element.getAttribute("data-key-action") ?? label;
  return { keys, label, action, run: () => use(/** @type {HTMLElement} */ (element)), whileTyping: keys.includes("Control+") };
}

/** @param {Given} given @returns {Shortcut} */
function asPressed(given) {
  const keys = ownKeys(given.action, given.keys);
  // a letter that a person chose must still be a letter in a text, whatever the action's default was
  const isOwn = keys !== given.keys;
  const whileTyping = isOwn ? SAFE_WHILE_TYPING.test(keys) : given.whileTyping;
  return { keys, label: given.label, run: given.run, whileTyping };
}

/** @param {Element} element @returns {boolean} */
function isUsable(element) {
  const off = element instanceof HTMLButtonElement && element.disabled;
  // a closed menu's entries have keys too, so being out of sight is no reason; being marked hidden is
  return !off && element.closest("[hidden]") === null;
}

/** @param {HTMLElement} element */
function use(element) {
  if (element instanceof HTMLInputElement && element.type === "file") element.click();
  else if (element.matches("input, textarea, select")) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
  } else element.click();
}

/** @param {EventTarget | null} target @returns {boolean} */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** @param {KeyboardEvent} event */
function keyPressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event.target);
  // the common case, and it must cost nothing: a letter of a text
  if (typing && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  const key = nameOf(event);
  const pair = Date.now() - firstKeyAt < NEXT_KEY_WITHIN_MS ? `${firstKey} ${key}` : "";
  const usable = allShortcuts().filter((one) => !typing || one.whileTyping);
  const found = usable.find((one) => one.keys === pair) ?? usable.find((one) => one.keys === key);
  firstKey = "";
  if (found) {
    event.preventDefault();
    found.run();
  } else if (!typing && usable.some((one) => one.keys.startsWith(`${key} `))) {
    firstKey = key;
    firstKeyAt = Date.now();
  }
}

/** The key that stands on a button becomes the person's own. @param {ParentNode} part */
function showOwnKeys(part) {
  for (const element of part.querySelectorAll("[data-key]")) {
    const { keys, action } = givenBy(element);
    const own = ownKeys(action, keys);
    // an input has its key beside it, everything else inside
    const shown = element.matches("input") ? element.parentElement?.querySelector(":scope > kbd") : element.querySelector("kbd");
    if (own !== keys && shown && shown.textContent !== shownKeys(own)) shown.textContent = shownKeys(own);
  }
}

document.addEventListener("keydown", keyPressed);
if (ownKeys.any()) {
  showOwnKeys(document);
  new MutationObserver((changes) => {
    if (changes.some((change) => change.addedNodes.length > 0)) showOwnKeys(document);
  }).observe(document.body, { childList: true, subtree: true });
}
