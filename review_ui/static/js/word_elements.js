// @ts-check
/** Words of the page's text as elements: made from the server's answer, and read back as text. */

/** @typedef {import("./autosave.js").Token} Token */

/** @param {Token} token @returns {HTMLElement} as templates/chart_review/sheet.html renders it */
export function wordElement(token) {
  const word = document.createElement("span");
  word.className = token.person ? "word corrected" : "word";
  word.tabIndex = -1;
  word.dataset.token = token.id;
  word.dataset.words = token.words.join(" ");
  word.textContent = token.text;
  return word;
}

/** The tokens with the white space between them, none at the end. @param {Token[]} tokens @returns {Node[]} */
export function wordNodes(tokens) {
  return tokens.flatMap((token, index) => {
    const word = wordElement(token);
    if (index === tokens.length - 1 || token.after === "") return [word];
    return [word, token.after === " " ? document.createTextNode(" ") : document.createElement("br")];
  });
}

/** What stands from the first to the last word, line ends as line ends. @param {HTMLElement[]} words @returns {string} */
export function textOf(words) {
  let text = "";
  words.forEach((word, index) => {
    if (index > 0) text += whiteSpaceBefore(word);
    text += word.textContent;
  });
  return text;
}

/** @param {HTMLElement} word @returns {string} */
function whiteSpaceBefore(word) {
  const before = word.previousSibling;
  if (before === null) return "\n\n"; // the word begins a paragraph
  if (before instanceof HTMLBRElement) return "\n";
  if (!(before instanceof Text) || before.data.trim() !== "") return "";
  return before.data.includes("\n") ? "\n" : " "; // a line end that is shown as a space
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
