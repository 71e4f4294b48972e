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
 */

/** @typedef {{keys: string, label: string, run: () => void, whileTyping: boolean}} Shortcut */

const NEXT_KEY_WITHIN_MS = 1200;
/** @type {Shortcut[]} */
const shortcuts = [];
let firstKey = "";
let firstKeyAt = 0;

/**
 * @param {string} keys @param {string} label what it does, for the list of keys @param {() => void} run
 * @param {{whileTyping?: boolean}} [options]
 * @returns {() => void} takes the key away again
 */
export function onKey(keys, label, run, options = {}) {
  const shortcut = { keys, label, run, whileTyping: options.whileTyping ?? false };
  shortcuts.push(shortcut);
  return () => {
    const at = shortcuts.indexOf(shortcut);
    if (at >= 0) shortcuts.splice(at, 1);
  };
}

/** Everything that has a key now: modules' and templates'. @returns {Shortcut[]} */
export function allShortcuts() {
  const fromPage = [...document.querySelectorAll("[data-key]")].filter(isUsable).map((element) => ({
    keys: element.getAttribute("data-key") ?? "",
    label: element.getAttribute("data-key-label") ?? "",
    run: () => use(/** @type {HTMLElement} */ (element)),
    whileTyping: (element.getAttribute("data-key") ?? "").includes("Control+"),
  }));
  return [...shortcuts, ...fromPage];
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

/** @param {KeyboardEvent} event @returns {string} */
function nameOf(event) {
  const control = event.ctrlKey || event.metaKey ? "Control+" : "";
  const alt = event.altKey ? "Alt+" : "";
  // a printed character already says that Shift was held ("?" is "?")
  const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : "";
  return control + alt + shift + event.key;
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
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const typing = isTyping(event.target);
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

document.addEventListener("keydown", keyPressed);
