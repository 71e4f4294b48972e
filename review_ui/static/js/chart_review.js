// @ts-check
/** The chart page: paper, text, pages and approval put together. */

import { postJson, ServerError } from "./api.js";
import { listenToChartKeys } from "./chart_keys.js";
import { DoubtsTogether } from "./doubts_together.js";
import { FindBar } from "./find_bar.js";
import { OtherReadings } from "./other_readings.js";
import { PageList } from "./page_list.js";
import { PagePlaces } from "./page_places.js";
import { firstLook, PageView } from "./page_view.js";
import { startReview } from "./review_frame.js";
import { toast, toastFailure } from "./toast.js";
import { WordBoxes } from "./word_boxes.js";
import { WordEdit } from "./word_edit.js";
import { WordLetters } from "./word_letters.js";

const look = firstLook();
/** @type {PageView | null} */
let view = null;
/** @type {WordEdit | null} */
let edit = null;
/** @type {OtherReadings | null} */
let readings = null;
/** @type {PagePlaces | null} */
let places = null;

const frame = startReview({
  undone: ({ token_id, page_id }) => void showAgain(token_id, page_id),
  renewed: () => pages.showOtherPatients(),
});
const pages = new PageList(frame.documentId, {
  ready: () => frame.saver.settled(),
  mayEdit,
  shown: (step, { isFresh }) => {
    setUp();
    if (isFresh) pages.raiseDoubts(JSON.parse(sheetShown()?.dataset.doubtsLeft ?? "{}"));
    edit?.enter(step);
  },
});
new FindBar({
  documentId: frame.documentId,
  saver: frame.saver,
  pages,
  edit: () => edit,
  mayEdit,
  replaced: () => showAgain(""),
});
new WordLetters({ edit: () => edit });
if (document.querySelector("[data-doubts-together]")) {
  const together = new DoubtsTogether({
    edit: () => edit,
    nextPage: () => pages.nextWithDoubts(1),
    turnTo: (number) => pages.turnTo(number),
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-doubts-open]")) void together.open();
  });
}
listenToChartKeys({
  edit: () => edit,
  view: () => view,
  takeReading: (number) => readings?.takeNumber(number),
  goBack: (what) => (what === "undo" ? pressUndo() : void doAgain()),
  showLine: () => edit?.boxes.showLine(edit.range()),
});

/** Tie up the page that stands in the document now. */
function setUp() {
  const sheet = sheetShown();
  if (!sheet) return;
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
    takeReading: (number) => readings?.takeNumber(number),
  });
  readings = new OtherReadings(sheet, (text) => edit?.take(text));
  places = new PagePlaces(sheet, {
    view,
    mayEdit: mayEdit(),
    ready: () => frame.saver.settled(),
    answered: () => void answered(),
  });
  // who may only read settles no doubts
  sheet.querySelector("[data-doubts-open]")?.toggleAttribute("hidden", !document.querySelector("[data-doubts-together]"));
  countDoubts();
}

/** @returns {HTMLElement | null} null while the chart has no pages */
function sheetShown() {
  return document.querySelector("[data-sheet]");
}

/** @returns {boolean} */
function mayEdit() {
  const isTheirs = document.querySelector("[data-review]")?.hasAttribute("data-may-edit") ?? false;
  return isTheirs && frame.mayEdit;
}

/** A place was typed or found empty: the page shows it, and so does the side. */
async function answered() {
  await pages.readAgain();
  await frame.renewSide();
  places?.goToOpen();
}

/** @param {string} tokenId the word to go to @param {string} [pageId] of the page it stands on */
async function showAgain(tokenId, pageId = "") {
  const number = pages.numberOf(pageId);
  pages.ahead.forget();
  await pages.turnTo(number, { keepsAddress: number === pages.number });
  edit?.goTo(tokenId);
}

/** @param {1 | -1} step */
function goToNextPage(step) {
  if (step > 0 && places?.goToOpen()) return readings?.hide();
  const next = pages.nextWithDoubts(step);
  if (next !== null) void pages.turnTo(next);
  else toast(step > 0 ? "No doubtful word after this one." : "No doubtful word before this one.");
}

function countDoubts() {
  const doubts = document.querySelectorAll("[data-text] .doubtful").length;
  const shown = document.querySelector("[data-doubt-count]");
  if (shown) shown.textContent = doubts === 1 ? "1 doubtful word left here" : `${doubts} doubtful words left here`;
  pages.showDoubts(doubts);
}

function pressUndo() {
  const button = document.querySelector("[data-undo]");
  if (button instanceof HTMLElement) button.click();
}

async function doAgain() {
  if (!mayEdit() || !(await frame.saver.settled())) return;
  try {
    const redone = await postJson(`/documents/${frame.documentId}/redo`);
    frame.saver.revision = redone.revision;
    await showAgain(redone.token_id, redone.page_id);
  } catch (failure) {
    if (failure instanceof ServerError && failure.code === "storage.range_unknown") {
      toast("There is nothing that you took back last.");
    } else toastFailure(failure);
  }
}

/** The menu's entries, for those who do not know the keys yet. @param {HTMLElement} entry */
function actOnWord(entry) {
  entry.closest("[data-word-menu]")?.removeAttribute("open");
  const acts = {
    accept: () => edit?.accept(),
    correct: () => edit?.open(),
    split: () => edit?.open({ caret: "middle" }),
    join: () => edit?.join(),
    before: () => edit?.insert("before"),
    behind: () => edit?.insert("behind"),
    illegible: () => edit?.markIllegible(),
    by_hand: () => edit?.open({ act: "by_hand" }),
    out: () => edit?.takeOut(),
  };
  acts[/** @type {keyof typeof acts} */ (entry.dataset.wordAct)]();
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const tool = target?.closest("[data-paper]");
  if (tool instanceof HTMLElement) view?.act(/** @type {Parameters<PageView["act"]>[0]} */ (tool.dataset.paper));
  else if (target?.closest("[data-next-doubt]")) edit?.goToDoubt(1);
  else if (target?.closest("[data-previous-doubt]")) edit?.goToDoubt(-1);
  else if (target?.closest("[data-redo]")) void doAgain();
  const chosen = target?.closest("[data-word-act]");
  if (chosen instanceof HTMLElement) actOnWord(chosen);
});
setUp();
