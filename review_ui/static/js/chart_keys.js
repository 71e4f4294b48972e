// @ts-check
/** The keys of the chart page that belong to no button: the walk from doubt to doubt, acts on words, the paper. */

import { onKey } from "./keyboard.js";

/** @typedef {import("./word_edit.js").WordEdit} WordEdit */
/** @typedef {import("./page_view.js").PageView} PageView */
/**
 * @typedef {object} Page
 * @property {() => WordEdit | null} edit
 * @property {() => PageView | null} view
 * @property {(number: number) => void} takeReading
 * @property {(what: "undo" | "redo") => void} goBack
 * @property {() => void} showLine
 */

const PAN_PX = 120;

/** @param {Page} page */
export function listenToChartKeys(page) {
  walkKeys(page);
  wordKeys(page);
  paperKeys(page);
  for (const number of [1, 2, 3, 4, 5]) {
    onKey(`Alt+${number}`, number === 1 ? "Take the first other reading" : "", () => page.takeReading(number));
  }
}

/** @param {Page} page */
function walkKeys({ edit, goBack }) {
  onKey("Control+ArrowDown", "Next doubtful word, also while correcting", () => edit()?.goToDoubt(1), { whileTyping: true });
  onKey("Control+ArrowUp", "Previous doubtful word, also while correcting", () => edit()?.goToDoubt(-1), { whileTyping: true });
  onKey("Control+z", "Take back your last change", () => goBack("undo"), { action: "Take back (Ctrl)" });
  onKey("Control+Z", "Do again what you took back", () => goBack("redo"), { action: "Do again (Ctrl)" });
}

/** @param {Page} page */
function wordKeys({ edit }) {
  onKey("j", "Join this word with the next, or the range into one", () => edit()?.join());
  onKey("s", "Split this word: type a space where it ends", () => edit()?.open({ caret: "middle" }));
  onKey("b", "Put words in before this one", () => edit()?.insert("before"));
  onKey("f", "Put words in behind this one", () => edit()?.insert("behind"));
  onKey("I", "Mark these words illegible", () => edit()?.markIllegible());
  onKey("h", "These words are handwriting: type what they say", () => edit()?.open({ act: "by_hand" }));
}

/** @param {Page} page */
function paperKeys({ view, showLine }) {
  onKey("z", "Show the word's line as wide as the paper's pane", showLine);
  onKey("Alt+ArrowLeft", "Move over the paper to the left", () => view()?.pan(-PAN_PX, 0));
  onKey("Alt+ArrowRight", "Move over the paper to the right", () => view()?.pan(PAN_PX, 0));
  onKey("Alt+ArrowUp", "Move up the paper", () => view()?.pan(0, -PAN_PX));
  onKey("Alt+ArrowDown", "Move down the paper", () => view()?.pan(0, PAN_PX));
}
