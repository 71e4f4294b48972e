// @ts-check
/**
 * Ties the words of the text to their boxes on the paper, both ways: what is pointed at or current on one side is
 * marked on the other. The current word is also shown enlarged in the lens.
 */

/** @typedef {import("./page_view.js").PageView} PageView */
/** @typedef {import("./page_view.js").Area} Area */

const LENS_HEIGHT = 2.6; // heights of the word's box that the lens shows

export class WordBoxes {
  /** @param {HTMLElement} sheet @param {PageView | null} view */
  constructor(sheet, view) {
    this.view = view;
    this.text = /** @type {HTMLElement} */ (sheet.querySelector("[data-text]"));
    this.lens = /** @type {HTMLElement | null} */ (sheet.querySelector("[data-lens]"));
    /** @type {Map<string, SVGRectElement>} */
    this.boxes = new Map();
    for (const box of sheet.querySelectorAll("[data-box]")) {
      if (box instanceof SVGRectElement) this.boxes.set(box.dataset.box ?? "", box);
    }
    /** @type {(word: HTMLElement) => void} what a click on the paper does */
    this.onChosen = () => undefined;
    this.#listen(sheet);
  }

  /** The boxes of a word. @param {Element | null} word @returns {SVGRectElement[]} */
  of(word) {
    const ids = word instanceof HTMLElement ? (word.dataset.words ?? "").split(" ") : [];
    return ids.map((id) => this.boxes.get(id)).filter((box) => box !== undefined);
  }

  /** The area around the words' boxes, in the frame. @param {HTMLElement[]} words @returns {Area | null} */
  areaOf(words) {
    return around(words.flatMap((word) => this.of(word)));
  }

  /** The word that stands for a box. @param {SVGRectElement} box @returns {HTMLElement | null} */
  wordOf(box) {
    const id = CSS.escape(box.dataset.box ?? "");
    return this.text.querySelector(`[data-words~="${id}"]`);
  }

  /** The words changed: a corrected word's box is no longer a doubt, and a word that was taken out leaves its box. */
  renew() {
    const standing = new Set();
    for (const word of this.text.querySelectorAll("[data-words]")) {
      for (const box of this.of(word)) {
        standing.add(box);
        box.classList.toggle("doubtful", word.classList.contains("doubtful"));
      }
    }
    for (const box of this.boxes.values()) {
      box.classList.toggle("removed", !standing.has(box));
      if (!standing.has(box)) box.classList.remove("doubtful");
    }
  }

  /** Mark the words as current on both sides and bring them into sight. @param {HTMLElement[]} words */
  makeCurrent(words) {
    this.#mark("is-current", words);
    const boxes = words.flatMap((word) => this.of(word));
    const area = around(boxes);
    if (area) this.view?.follow(area);
    this.#enlarge(area);
    words[0]?.scrollIntoView({ block: "nearest" });
  }

  /** Show the line of these words as wide as the paper's pane. @param {HTMLElement[]} words */
  showLine(words) {
    const area = around(words.flatMap((word) => this.of(word)));
    if (!area) return;
    const middle = area.y + area.height / 2;
    const line = [...this.boxes.values()].filter((box) => {
      const top = box.y.baseVal.value;
      return top <= middle && middle < top + box.height.baseVal.value;
    });
    this.view?.zoomTo(around(line) ?? area, area);
  }

  /** @param {"is-current" | "is-pointed"} name @param {Element[]} words */
  #mark(name, words) {
    for (const old of this.text.querySelectorAll(`.${name}`)) old.classList.remove(name);
    for (const box of this.boxes.values()) box.classList.remove(name);
    for (const word of words) {
      word.classList.add(name);
      for (const box of this.of(word)) box.classList.add(name);
    }
  }

  /** @param {HTMLElement} sheet */
  #listen(sheet) {
    sheet.addEventListener("pointerover", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const box = target?.closest("[data-box]");
      const word = box instanceof SVGRectElement ? this.wordOf(box) : target?.closest("[data-token]");
      this.#mark("is-pointed", word ? [word] : []);
    });
    sheet.addEventListener("pointerleave", () => this.#mark("is-pointed", []));
    sheet.querySelector("[data-boxes]")?.addEventListener("click", (event) => {
      const box = event.target instanceof Element ? event.target.closest("[data-box]") : null;
      const word = box instanceof SVGRectElement ? this.wordOf(box) : null;
      if (word) this.onChosen(word);
    });
  }

  /** @param {Area | null} area in the frame */
  #enlarge(area) {
    const svg = this.lens?.querySelector("[data-lens-view]");
    if (!this.lens || !svg || !this.view) return;
    svg.toggleAttribute("hidden", area === null);
    if (area === null) return;
    svg.querySelector("[data-lens-turn]")?.setAttribute("transform", this.view.transform);
    const frame = svg.querySelector("[data-lens-box]");
    for (const name of /** @type {const} */ (["x", "y", "width", "height"])) frame?.setAttribute(name, String(area[name]));
    const shown = this.view.turnedArea(area);
    const height = shown.height * LENS_HEIGHT;
    const width = Math.max(shown.width * 1.2, (height * this.lens.clientWidth) / Math.max(this.lens.clientHeight, 1));
    const [x, y] = [shown.x + shown.width / 2 - width / 2, shown.y + shown.height / 2 - height / 2];
    svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  }
}

/** @param {SVGRectElement[]} boxes @returns {Area | null} the area around them, in the frame */
function around(boxes) {
  if (boxes.length === 0) return null;
  const areas = boxes.map((box) => ({
    x: box.x.baseVal.value,
    y: box.y.baseVal.value,
    right: box.x.baseVal.value + box.width.baseVal.value,
    bottom: box.y.baseVal.value + box.height.baseVal.value,
  }));
  const x = Math.min(...areas.map((area) => area.x));
  const y = Math.min(...areas.map((area) => area.y));
  const right = Math.max(...areas.map((area) => area.right));
  const bottom = Math.max(...areas.map((area) => area.bottom));
  return { x, y, width: right - x, height: bottom - y };
}
