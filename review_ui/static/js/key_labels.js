// @ts-check
/**
 * The keys that stand on buttons whose keys a module gives (onKey): a person's own key stands there instead of the
 * default. In a template: <kbd data-key-of="Play or pause">Esc</kbd>, named by the label given to onKey.
 */

import { shownKeys } from "./key_names.js";
import { allShortcuts } from "./keyboard.js";
import { ownKeys } from "./own_keys.js";

/** Call it once all keys are given. */
export function labelKeys() {
  if (!ownKeys.any()) return;
  const given = new Map(allShortcuts().map((one) => [one.label, one.keys]));
  for (const shown of document.querySelectorAll("kbd[data-key-of]")) {
    const keys = given.get(shown.getAttribute("data-key-of") ?? "");
    if (keys) shown.textContent = shownKeys(keys);
  }
}
