// @ts-check
/** The chart page: paper, text, pages and approval put together. */

import { OtherReadings } from "./other_readings.js";
import { PageList } from "./page_list.js";
import { PagePlaces } from "./page_places.js";
import { firstLook, PageView } from "./page_view.js";
import { startReview } from "./review_frame.js";
import { toast } from "./toast.js";
import { WordBoxes } from "./word_boxes.js";
import { WordEdit } from "./word_edit.js";

const look = firstLook();
/** @type {PageView | null} */
let view = null;
/** @type {WordEdit | null} */
let edit = null;
/** @type {PagePlaces | null} */
let places = null;

const frame = startReview({
  undone: ({ token_id, page_id }) => void showAgain(token_id, page_id),
  renewed: () => pages.showOtherPatients(),
});
const pages = new PageList(frame.documentId, {
  ready: () => frame.saver.settled(),
  shown: (step) => {
    setUp();
    edit?.enter(step);
  },
});

/** Tie up the page that stands in the document now. */
function setUp() {
  const sheet = document.querySelector("[data-sheet]");
  if (!(sheet instanceof HTMLElement)) return;
  frame.saver.revision = Math.max(frame.saver.revision, Number(sheet.dataset.revision));
  const svg = sheet.querySelector("[data-paper-view]");
  view = svg instanceof SVGSVGElement ? new PageView(svg, look) : null;
  const boxes = new WordBoxes(sheet, view);
  edit = new WordEdit(boxes.text, boxes, {
    saver: frame.saver,
    mayEdit,
    changed: () => countDoubts(),
    conflicted: () => void showAgain(""),
    past: (step) => goToNextPage(step),
  });
  new OtherReadings(sheet, (text) => edit?.take(text));
  places = new PagePlaces(sheet, {
    view,
    mayEdit: mayEdit(),
    ready: () => frame.saver.settled(),
    answered: () => void answered(),
  });
  countDoubts();
}

/** @returns {boolean} */
function mayEdit() {
  return document.querySelector("[data-review]")?.hasAttribute("data-may-edit") ?? false;
}

/** A place was typed or found empty: the page shows it, and so does the side. */
async function answered() {
  await pages.turnTo(pages.number, { keepsAddress: true });
  await frame.renewSide();
  places?.goToOpen();
}

/** @param {string} tokenId the word to go to @param {string} [pageId] of the page it stands on */
async function showAgain(tokenId, pageId = "") {
  const number = pages.numberOf(pageId);
  await pages.turnTo(number, { keepsAddress: number === pages.number });
  edit?.goTo(tokenId);
}

/** @param {1 | -1} step */
function goToNextPage(step) {
  if (step > 0 && places?.goToOpen()) return;
  const next = pages.nextWithDoubts(step);
  if (next !== null) void pages.turnTo(next);
  else toast(step > 0 ? "No doubtful word after this one." : "No doubtful word before this one.");
}

function countDoubts() {
  const doubts = document.querySelectorAll("[data-text] .doubtful").length;
  const shown = document.querySelector("[data-doubt-count]");
  if (shown) shown.textContent = doubts === 1 ? "1 doubtful word on this page" : `${doubts} doubtful words on this page`;
  pages.showDoubts(doubts);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const tool = target?.closest("[data-paper]");
  if (tool instanceof HTMLElement) view?.act(/** @type {Parameters<PageView["act"]>[0]} */ (tool.dataset.paper));
  else if (target?.closest("[data-next-doubt]")) edit?.goToDoubt(1);
  else if (target?.closest("[data-previous-doubt]")) edit?.goToDoubt(-1);
});
setUp();
