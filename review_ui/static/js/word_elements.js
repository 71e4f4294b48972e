// @ts-check
/** Words of the page's text as elements: made from the server's answer, and read back as text. */

/** @typedef {import("./autosave.js").Token} Token */

/** White space after a word, by the name in data-after; a word without one has a space after it. @type {Record<string, string>} */
const AFTER = { none: "", line: "\n", paragraph: "\n\n" };

/**
 * @param {Token} token @param {string} look what a person did to it, as its class
 * @param {HTMLElement} [former] the element of the same word before, whose doubt and look it keeps
 * @returns {HTMLElement} as templates/chart_review/sheet.html renders it
 */
function wordElement(token, look, former) {
  const word = document.createElement("span");
  word.className = former?.className ?? `word ${look}`;
  word.classList.remove("is-current", "is-pointed", "is-saving");
  word.tabIndex = word.classList.contains("doubtful") ? 0 : -1;
  word.dataset.token = token.id;
  word.dataset.words = token.words.join(" ");
  if (former?.dataset.others) word.dataset.others = former.dataset.others;
  const after = Object.entries(AFTER).find(([, space]) => space === token.after);
  if (after) word.dataset.after = after[0];
  word.textContent = token.text;
  return word;
}

/**
 * The tokens with the white space between them, none at the end.
 * @param {Token[]} tokens @param {HTMLElement[]} replaced the words that stood there @param {string} look of the new ones
 * @returns {Node[]}
 */
export function wordNodes(tokens, replaced, look) {
  return tokens.flatMap((token, index) => {
    const word = wordElement(token, look, replaced.find((one) => isSame(one, token)));
    if (index === tokens.length - 1 || token.after === "") return [word];
    return [word, token.after === " " ? document.createTextNode(" ") : document.createElement("br")];
  });
}

/** A word that nobody typed over is the same one, though other white space gave it a new id. @param {HTMLElement} word @param {Token} token @returns {boolean} */
function isSame(word, token) {
  if (word.dataset.token === token.id) return true;
  return !token.person && word.textContent === token.text && word.dataset.words === token.words.join(" ");
}

/** What stands from the first to the last word, line ends as line ends. @param {HTMLElement[]} words @returns {string} */
export function textOf(words) {
  return words.map((word, index) => (word.textContent ?? "") + (index < words.length - 1 ? spaceAfter(word) : "")).join("");
}

/** @param {HTMLElement} word @returns {string} */
function spaceAfter(word) {
  return AFTER[word.dataset.after ?? ""] ?? " ";
}

/** What was typed on one line, with the line ends of the text that it replaces when it has as many words. @param {string} typed @param {string} replaced @returns {string} */
export function withLineEnds(typed, replaced) {
  const words = typed.trim().split(/\s+/);
  const gaps = replaced.match(/\s+/g) ?? [];
  if (words.length !== gaps.length + 1) return words.join(" ");
  return words.map((word, index) => word + (gaps[index] ?? "")).join("");
}

/** Put nodes in the place of the words and of everything between them. @param {HTMLElement[]} words @param {Node[]} nodes */
export function replaceWords(words, nodes) {
  const range = document.createRange();
  range.setStartBefore(words[0]);
  range.setEndAfter(words[words.length - 1]);
  range.deleteContents();
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes);
  range.insertNode(fragment);
}
