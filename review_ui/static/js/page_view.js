// @ts-check
/**
 * The paper: zoom, pan, turn, invert, contrast, over an SVG whose viewBox is what is seen. Boxes are in pixels of the
 * original frame; this module alone knows how the frame is turned and how large it is shown.
 */

/** @typedef {{x: number, y: number, width: number, height: number}} Area */
/** @typedef {{mode: "width" | "page" | "free", turned: number, inverted: boolean, contrast: boolean, scale: number}} Look */

const STEP = 1.25;
const LARGEST_SCALE = 8; // screen pixels for one pixel of the frame
const FOLLOW_MARGIN = 0.12; // of the pane: a word nearer to its edge is moved to the middle

/** How a person likes paper to be shown; kept from page to page. @returns {Look} */
export function firstLook() {
  return { mode: "width", turned: 0, inverted: false, contrast: false, scale: 1 };
}

export class PageView {
  /** @param {SVGSVGElement} svg @param {Look} look */
  constructor(svg, look) {
    this.svg = svg;
    this.look = look;
    this.width = Number(svg.dataset.width);
    this.height = Number(svg.dataset.height);
    this.upright = Number(svg.dataset.upright);
    /** @type {Area} what is seen, in pixels of the turned frame */
    this.seen = { x: 0, y: 0, width: 1, height: 1 };
    this.#observe();
    this.#listen();
    this.#applyTurn();
    this.#applyLook();
    this.fit();
  }

  /** How far the frame is shown turned clockwise: 0, 90, 180 or 270. */
  get angle() {
    return (this.upright + this.look.turned) % 360;
  }

  /** Width and height as shown. */
  get size() {
    const sideways = this.angle % 180 !== 0;
    return sideways ? { width: this.height, height: this.width } : { width: this.width, height: this.height };
  }

  /** Show all of the width, or all of the page; a free zoom keeps its scale and starts at the top. */
  fit() {
    const { clientWidth, clientHeight } = this.svg;
    if (clientWidth === 0 || clientHeight === 0) return;
    const { width, height } = this.size;
    const margin = 1.02;
    let across = width * margin;
    if (this.look.mode === "page") across = Math.max(across, (height * margin * clientWidth) / clientHeight);
    if (this.look.mode === "free") across = clientWidth / this.look.scale;
    this.look.scale = clientWidth / across;
    const down = (across * clientHeight) / clientWidth;
    this.seen = { x: (width - across) / 2, y: down > height ? (height - down) / 2 : -height * 0.01, width: across, height: down };
    this.#show();
  }

  /** @param {"width" | "page" | "in" | "out" | "turn" | "invert" | "contrast"} what */
  act(what) {
    if (what === "width" || what === "page") {
      this.look.mode = what;
      this.fit();
    } else if (what === "in") this.zoom(STEP);
    else if (what === "out") this.zoom(1 / STEP);
    else if (what === "turn") {
      this.look.turned = (this.look.turned + 90) % 360;
      this.#applyTurn();
      this.fit();
    } else if (what === "invert") {
      this.look.inverted = !this.look.inverted;
      this.#applyLook();
    } else {
      this.look.contrast = !this.look.contrast;
      this.#applyLook();
    }
  }

  /** @param {number} factor @param {{x: number, y: number}} [around] a point that stays where it is, in seen pixels */
  zoom(factor, around) {
    const smallest = Math.min(this.svg.clientWidth / this.size.width, this.svg.clientHeight / this.size.height) / 2;
    const scale = Math.min(Math.max(this.look.scale * factor, smallest), LARGEST_SCALE);
    const centre = around ?? { x: this.seen.x + this.seen.width / 2, y: this.seen.y + this.seen.height / 2 };
    const shrink = this.look.scale / scale;
    this.look.mode = "free";
    this.look.scale = scale;
    this.seen = {
      x: centre.x - (centre.x - this.seen.x) * shrink,
      y: centre.y - (centre.y - this.seen.y) * shrink,
      width: this.seen.width * shrink,
      height: this.seen.height * shrink,
    };
    this.#show();
  }

  /** @param {number} across @param {number} down screen pixels */
  pan(across, down) {
    this.seen.x += across / this.look.scale;
    this.seen.y += down / this.look.scale;
    this.#show();
  }

  /** Move only when the box is out of sight or at the edge, so that the eye is not thrown about. @param {Area} box in the frame */
  follow(box) {
    const shown = this.turnedArea(box);
    const { x, y, width, height } = this.seen;
    const edge = { across: width * FOLLOW_MARGIN, down: height * FOLLOW_MARGIN };
    const isIn = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ start, /** @type {number} */ end) => from >= start && to <= end;
    if (!isIn(shown.y, shown.y + shown.height, y + edge.down, y + height - edge.down)) {
      this.seen.y = onPaper(shown.y + shown.height / 2 - height / 2, height, this.size.height);
    }
    if (!isIn(shown.x, shown.x + shown.width, x + edge.across / 4, x + width - edge.across / 4)) {
      this.seen.x = onPaper(shown.x + shown.width / 2 - width / 2, width, this.size.width);
    }
    this.#show();
  }

  /** Show a line as wide as the pane, or as large as may be around a word of it. @param {Area} line @param {Area} word in the frame */
  zoomTo(line, word) {
    const shown = this.turnedArea(line);
    const { clientWidth, clientHeight } = this.svg;
    const fitting = clientWidth / (Math.max(shown.width, shown.height) * 1.05);
    this.look.mode = "free";
    this.look.scale = Math.min(fitting, LARGEST_SCALE, clientHeight / (Math.min(shown.width, shown.height) * 4));
    const [width, height] = [clientWidth / this.look.scale, clientHeight / this.look.scale];
    this.seen = { x: shown.x + (shown.width - width) / 2, y: shown.y + (shown.height - height) / 2, width, height };
    this.follow(word);
  }

  /** A box of the frame as it lies on the turned paper. @param {Area} box @returns {Area} */
  turnedArea({ x, y, width, height }) {
    if (this.angle === 90) return { x: this.height - y - height, y: x, width: height, height: width };
    if (this.angle === 180) return { x: this.width - x - width, y: this.height - y - height, width, height };
    if (this.angle === 270) return { x: y, y: this.width - x - width, width: height, height: width };
    return { x, y, width, height };
  }

  /** The transform that turns the frame as it is shown. @returns {string} */
  get transform() {
    return {
      0: "",
      90: `translate(${this.height} 0) rotate(90)`,
      180: `translate(${this.width} ${this.height}) rotate(180)`,
      270: `translate(0 ${this.width}) rotate(270)`,
    }[/** @type {0 | 90 | 180 | 270} */ (this.angle)];
  }

  #applyTurn() {
    this.svg.querySelector("[data-turn]")?.setAttribute("transform", this.transform);
  }

  #applyLook() {
    const sheet = this.svg.closest("[data-sheet]");
    sheet?.classList.toggle("is-inverted", this.look.inverted);
    sheet?.classList.toggle("has-contrast", this.look.contrast);
    sheet?.querySelector('[data-paper="invert"]')?.setAttribute("aria-pressed", String(this.look.inverted));
    sheet?.querySelector('[data-paper="contrast"]')?.setAttribute("aria-pressed", String(this.look.contrast));
  }

  /** Keep some of the paper in sight, and show it. */
  #show() {
    const { width, height } = this.size;
    const { seen } = this;
    const slack = { across: seen.width * 0.5, down: seen.height * 0.5 };
    seen.x = Math.min(Math.max(seen.x, -slack.across), width - slack.across);
    seen.y = Math.min(Math.max(seen.y, -slack.down), height - slack.down);
    this.svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
  }

  /** The pane changes its size: what was fitted is fitted again, what was zoomed keeps its scale. */
  #observe() {
    const observer = new ResizeObserver(() => {
      if (!this.svg.isConnected) return observer.disconnect();
      if (this.look.mode !== "free") return this.fit();
      this.seen.width = this.svg.clientWidth / this.look.scale;
      this.seen.height = this.svg.clientHeight / this.look.scale;
      this.#show();
    });
    observer.observe(this.svg);
  }

  #listen() {
    this.svg.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.svg.addEventListener("keydown", (event) => this.#key(event));
    this.svg.addEventListener("pointerdown", (event) => this.#drag(event));
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const frame = this.svg.getBoundingClientRect();
      const x = this.seen.x + (event.clientX - frame.left) / this.look.scale;
      const y = this.seen.y + (event.clientY - frame.top) / this.look.scale;
      this.zoom(Math.exp(-event.deltaY / 300), { x, y });
    } else if (event.shiftKey) this.pan(event.deltaY, event.deltaX);
    else this.pan(event.deltaX, event.deltaY);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = 60;
    const steps = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.pan(move[0], move[1]);
  }

  /** @param {PointerEvent} down */
  #drag(down) {
    if (down.button > 1) return;
    let last = down;
    let moved = false;
    /** @param {PointerEvent} event */
    const move = (event) => {
      if (!moved && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 4) return;
      if (!moved) this.svg.setPointerCapture(down.pointerId);
      moved = true;
      this.svg.classList.add("is-dragged");
      this.pan(last.clientX - event.clientX, last.clientY - event.clientY);
      last = event;
    };
    const end = () => {
      this.svg.classList.remove("is-dragged");
      this.svg.removeEventListener("pointermove", move);
      this.svg.removeEventListener("pointerup", end);
      this.svg.removeEventListener("pointercancel", end);
    };
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", end);
    this.svg.addEventListener("pointercancel", end);
  }
}

/** A start from which no more than a narrow margin beside the paper is seen. @param {number} start @param {number} seen @param {number} paper @returns {number} */
function onPaper(start, seen, paper) {
  const margin = paper * 0.01;
  if (seen >= paper + 2 * margin) return (paper - seen) / 2;
  return Math.min(Math.max(start, -margin), paper + margin - seen);
}
