// @ts-check
/** One doubtful word as a tile: its place cut from the paper, what was read with its neighbours, other readings. */

const SVG = "http://www.w3.org/2000/svg";
const SHOWN_HEIGHTS = 2.2; // of the word: its line with the edges of those above and below
const ACROSS = 4.2; // width of the cut beside its height
const MOST_READINGS = 3;

/** @param {import("./word_boxes.js").WordBoxes} boxes @param {HTMLElement} word @param {string} letter its key @returns {HTMLLIElement} */
export function doubtTile(boxes, word, letter) {
  const tile = document.createElement("li");
  const isStop = word.classList.contains("critical-stop");
  tile.className = isStop ? "doubt-tile is-stop" : "doubt-tile";
  tile.dataset.tile = letter;
  tile.dataset.words = word.dataset.words;
  tile.append(part("kbd", "doubt-letter", letter), ...cut(boxes, word), read(word), readings(word, letter));
  if (isStop) tile.append(part("span", "only-read-aloud", `${word.title || "Critical word: has to be confirmed"}`));
  return tile;
}

/** The word's place on the paper; nothing where it has none. @param {import("./word_boxes.js").WordBoxes} boxes @param {HTMLElement} word @returns {SVGSVGElement[]} */
function cut(boxes, word) {
  const area = boxes.areaOf([word]);
  if (!area || !boxes.view) return [];
  const shown = boxes.view.turnedArea(area);
  const height = shown.height * SHOWN_HEIGHTS;
  const width = Math.max(height * ACROSS, shown.width * 1.3);
  const svg = document.createElementNS(SVG, "svg");
  const turned = document.createElementNS(SVG, "g");
  const paper = document.createElementNS(SVG, "use");
  const frame = document.createElementNS(SVG, "rect");
  svg.setAttribute("viewBox", `${shown.x + shown.width / 2 - width / 2} ${shown.y + shown.height / 2 - height / 2} ${width} ${height}`);
  svg.setAttribute("aria-hidden", "true");
  turned.setAttribute("transform", boxes.view.transform);
  paper.setAttribute("href", "#scan");
  frame.setAttribute("class", "lens-box");
  for (const name of /** @type {const} */ (["x", "y", "width", "height"])) frame.setAttribute(name, String(area[name]));
  turned.append(paper, frame);
  svg.append(turned);
  return [svg];
}

/** @param {HTMLElement} word @returns {HTMLElement} */
function read(word) {
  const line = part("span", "doubt-read", "");
  line.append(part("span", "soft", beside(word, "before")), part("strong", "", word.textContent ?? ""), part("span", "soft", beside(word, "after")));
  line.querySelector("strong")?.setAttribute("data-read", "");
  return line;
}

/** @param {HTMLElement} word @param {string} letter @returns {HTMLElement} */
function readings(word, letter) {
  const line = part("span", "doubt-readings", "");
  const others = (word.dataset.others ?? "").split("\t").filter(Boolean).slice(0, MOST_READINGS);
  others.forEach((text, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.tabIndex = -1; // its letter reaches it
    button.dataset.reading = String(index + 1);
    const key = part("kbd", "", index === 0 ? letter.toUpperCase() : `Alt ${index + 1}`);
    button.append(key, " ", text);
    line.append(button);
  });
  return line;
}

/** The word beside it in the text, as far as it stands in the same line of it. @param {HTMLElement} word @param {"before" | "after"} side @returns {string} */
function beside(word, side) {
  let node = side === "before" ? word.previousSibling : word.nextSibling;
  while (node && !(node instanceof HTMLElement)) node = side === "before" ? node.previousSibling : node.nextSibling;
  return node instanceof HTMLElement && node.dataset.token ? (node.textContent ?? "") : "";
}

/** @param {string} name @param {string} className @param {string} text @returns {HTMLElement} */
function part(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
