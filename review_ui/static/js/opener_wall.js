// @ts-check
/**
 * The wall as the person sees it: draws what stands, keeps the cursor. It asks the server nothing.
 *
 * @typedef {object} WallPage
 * @property {string} id
 * @property {boolean} starts @property {number} document @property {boolean} seen @property {boolean} away
 * @property {string} type @property {string} guess @property {string[]} likely
 * @property {string} day @property {string} dayGuess @property {string[]} days @property {boolean} dayKnown
 * @property {string[]} doubts start, type, date: what is asked here
 */
/** @typedef {{pages: WallPage[], documents: number, unseen: number, untyped: number, doubts: number}} Standing */

const ASKED = {
  start: "Does a document begin here?",
  type: "What is it?",
  date: "Which date is it of?",
};

/** A day as people here write it. @param {string} day in ISO form @returns {string} */
export function dayWords(day) {
  const [year, month, date] = day.split("-");
  return `${month}/${date}/${year}`;
}

/** The page's day, as known, guessed or asked for. @param {WallPage} page @param {string} whenKnown @param {string} whenNot */
function dayShown(page, whenKnown, whenNot) {
  if (page.day) return dayWords(page.day);
  if (page.dayKnown) return whenKnown;
  return page.dayGuess ? `${dayWords(page.dayGuess)}?` : whenNot;
}

export class Wall {
  /** @param {HTMLElement} opener @param {Standing} standing */
  constructor(opener, standing) {
    this.opener = opener;
    this.standing = standing;
    this.list = /** @type {HTMLElement} */ (opener.querySelector("[data-wall]"));
    this.tiles = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("[data-page]")]);
    this.drawn = this.tiles.map(() => "");
    this.at = 0;
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.draw();
  }

  /** The page at the cursor. @returns {WallPage} */
  get page() {
    return this.standing.pages[this.at];
  }

  /** The page on which the document at the cursor begins. @returns {WallPage} */
  get first() {
    const pages = this.standing.pages;
    let place = this.at;
    while (place > 0 && !(pages[place].starts && !pages[place].away)) place -= 1;
    return pages[place];
  }

  /** The first place from `from` on where something is asked; the last place when nothing is. @param {number} from */
  nextDoubt(from) {
    const pages = this.standing.pages;
    for (let place = from; place < pages.length; place += 1) if (pages[place].doubts.length > 0) return place;
    return pages.length - 1;
  }

  /** The nearest first page of a document on one side. @param {number} step 1 or -1 */
  nextStart(step) {
    const pages = this.standing.pages;
    for (let place = this.at + step; place >= 0 && place < pages.length; place += step) if (pages[place].starts) return place;
    return this.at;
  }

  /** How many pictures stand in a row. @returns {number} */
  inOneRow() {
    const top = this.tiles[0]?.offsetTop;
    const second = this.tiles.findIndex((tile) => tile.offsetTop !== top);
    return second < 0 ? this.tiles.length : second;
  }

  /** @param {Standing} standing */
  take(standing) {
    this.standing = standing;
    this.draw();
    this.go(this.at);
  }

  /** @param {number} place */
  go(place) {
    const before = this.tiles[this.at];
    this.at = Math.min(Math.max(place, 0), this.tiles.length - 1);
    const tile = this.tiles[this.at];
    if (!tile) return; // a chart whose pages are not read yet
    before?.setAttribute("aria-selected", "false");
    tile.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", tile.id);
    tile.scrollIntoView({ block: "nearest" });
    this.say();
    // a picture for everybody who stays, none for who runs past
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.showLarge(), 60);
  }

  showLarge() {
    const large = this.opener.querySelector("[data-large]");
    const path = `/documents/${this.opener.dataset.document}/pages/${this.page.id}/image`;
    if (large instanceof HTMLImageElement && large.getAttribute("src") !== path) large.src = path;
  }

  say() {
    const { page, first } = this;
    this.fact("document", page.away ? "Goes to another patient" : `${page.document} of ${this.standing.documents}`);
    this.fact("type", first.type || (first.guess ? `${first.guess}?` : "not sure"));
    this.fact("day", dayShown(first, "no date", "not sure"));
    const asked = this.opener.querySelector("[data-asked]");
    if (asked) asked.textContent = page.doubts.map((doubt) => ASKED[/** @type {keyof typeof ASKED} */ (doubt)]).join(" ");
  }

  /** @param {string} name @param {string} words */
  fact(name, words) {
    const shown = this.opener.querySelector(`[data-fact="${name}"]`);
    if (shown) shown.textContent = words;
  }

  draw() {
    for (const [place, page] of this.standing.pages.entries()) {
      const looks = JSON.stringify(page);
      if (looks === this.drawn[place]) continue; // most pages stay as they are: nothing to lay out anew
      this.drawn[place] = looks;
      this.drawTile(this.tiles[place], page, place);
    }
    this.count("documents", `${this.standing.documents} ${this.standing.documents === 1 ? "document" : "documents"}`);
    const left = `${this.standing.doubts} ${this.standing.doubts === 1 ? "question" : "questions"} left`;
    const unseen = `${this.standing.unseen} ${this.standing.unseen === 1 ? "page" : "pages"} not seen`;
    this.count("left", this.standing.unseen || this.standing.doubts ? `${left}, ${unseen}` : "All seen. Make the documents");
  }

  /** @param {HTMLElement} tile @param {WallPage} page @param {number} place */
  drawTile(tile, page, place) {
    tile.classList.toggle("starts", page.starts);
    tile.classList.toggle("is-other", page.document % 2 === 0);
    tile.classList.toggle("is-asked", page.doubts.length > 0);
    tile.classList.toggle("is-away", page.away);
    const band = tile.querySelector("[data-band]");
    const type = page.type || (page.guess ? `${page.guess}?` : "type?");
    const words = page.away ? "To another patient" : page.starts ? `${type}\n${dayShown(page, "no date", "date?")}` : "";
    if (band) band.textContent = words;
    const mark = tile.querySelector("[data-mark]");
    if (mark) mark.textContent = page.seen ? "✓" : "";
    const asked = page.doubts.length > 0 ? ", asked" : "";
    tile.setAttribute("aria-label", `Page ${place + 1}, ${words.replace("\n", ", ") || `document ${page.document}`}${page.seen ? ", seen" : ""}${asked}`);
  }

  /** @param {string} name @param {string} words */
  count(name, words) {
    const shown = this.opener.querySelector(`[data-count="${name}"]`);
    if (shown && shown.textContent !== words) shown.textContent = words;
  }
}
