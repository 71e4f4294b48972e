// @ts-check
/** How keys are named: by the browser's names in code ("Control+ArrowDown"), shortly on the screen ("Ctrl ↓"). */

/** @type {Record<string, string>} */
const SHORT_NAMES = {
  Control: "Ctrl",
  Shift: "⇧",
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Delete: "Del",
  Enter: "Enter",
  " ": "Space",
};

/** The key with its modifiers, as onKey writes it. @param {KeyboardEvent} event @returns {string} */
export function nameOf(event) {
  const control = event.ctrlKey || event.metaKey ? "Control+" : "";
  const alt = event.altKey ? "Alt+" : "";
  // a printed character already says that Shift was held ("?" is "?")
  const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : "";
  return control + alt + shift + event.key;
}

/** The parts of "g w" or "Control+Enter", each as it stands on the screen. @param {string} keys @returns {string[]} */
export function keyParts(keys) {
  return keys.split(/(?<=.) |(?<=.)\+/).map((key) => SHORT_NAMES[key] ?? key);
}

/** All of them in one line. @param {string} keys @returns {string} "no key" for none */
export function shownKeys(keys) {
  return keys ? keyParts(keys).join(" ") : "no key";
}

/** One <kbd> a part. @param {string} keys @returns {HTMLElement} */
export function keysElement(keys) {
  const shown = document.createElement("span");
  shown.className = "keys";
  for (const part of keys ? keyParts(keys) : []) {
    const one = document.createElement("kbd");
    one.textContent = part;
    shown.append(one);
  }
  return shown;
}
