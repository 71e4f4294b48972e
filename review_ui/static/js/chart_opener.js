// @ts-check
/**
 * The wall by keyboard. What a key does shows at once; the server keeps each step and answers how all pages stand. Steps
 * go one after the other, so that they are kept in the order in which they were made.
 */

import { postJson, ServerError } from "./api.js";
import { onKey } from "./keyboard.js";
import { askDate, askType } from "./opener_ask.js";
import { Wall } from "./opener_wall.js";
import { isCovered } from "./session_wait.js";
import { toast, toastFailure } from "./toast.js";

const CLAIM_BEAT_MS = 20_000;
const PLACE_KEPT_AFTER_MS = 1500;

const opener = /** @type {HTMLElement | null} */ (document.querySelector("[data-opener]"));
const kept = opener?.querySelector("template[data-standing]");
if (opener && kept instanceof HTMLTemplateElement) start(opener, JSON.parse(kept.content.textContent ?? ""));

/** @param {HTMLElement} opener @param {import("./opener_wall.js").Standing} standing */
function start(opener, standing) {
  const wall = new Wall(opener, standing);
  const mayEdit = opener.hasAttribute("data-may-edit");
  const base = `/charts/${opener.dataset.document}/open`;
  let last = Promise.resolve();
  let pending = 0;
  /** @type {number | undefined} */
  let placeTimer;

  /** @param {string} act @param {{page?: string, value?: string}} [said] */
  function send(act, said = {}) {
    pending += 1;
    opener.toggleAttribute("data-busy", true);
    last = last.then(async () => {
      try {
        const answer = await postJson(`${base}/acts`, { act, ...said });
        pending -= 1;
        // an answer to an earlier step knows nothing of the later ones: only the newest is shown
        if (pending === 0) wall.take(answer);
        if (act === "undo" && answer.page) wall.go(wall.standing.pages.findIndex((page) => page.id === answer.page));
      } catch (failure) {
        pending -= 1;
        if (!(failure instanceof ServerError)) throw failure;
        toastFailure(failure);
      }
      opener.toggleAttribute("data-busy", pending > 0);
    });
    return last;
  }

  /** @param {Partial<import("./opener_wall.js").WallPage>} change @param {number} [from] @param {number} [upto] */
  function showAtOnce(change, from = wall.at, upto = from + 1) {
    const pages = wall.standing.pages.map((page, place) => (place >= from && place < upto ? { ...page, ...change } : page));
    wall.take({ ...wall.standing, pages });
  }

  function accept() {
    const at = wall.at;
    const pages = wall.standing.pages;
    let from = at;
    while (from > 0 && !pages[from - 1].seen && pages[from - 1].doubts.length === 0) from -= 1;
    let upto = at + 1;
    while (upto < pages.length && pages[upto].doubts.length === 0) upto += 1;
    showAtOnce({ seen: true, doubts: [] }, from, upto);
    wall.go(Math.min(upto, pages.length - 1));
    void send("accept", { page: pages[at].id });
  }

  async function type() {
    const page = wall.page;
    const all = JSON.parse(/** @type {HTMLTemplateElement} */ (opener.querySelector("template[data-types]")).content.textContent ?? "[]");
    const chosen = await askType(wall.first.likely, all);
    wall.list.focus();
    if (chosen) void send("type", { page: page.id, value: chosen });
  }

  async function date() {
    const page = wall.page;
    const chosen = await askDate(wall.first.days);
    wall.list.focus();
    if (chosen !== null) void send("date", { page: page.id, value: chosen });
  }

  async function commit() {
    await last;
    const left = wall.standing.unseen;
    if (left > 0) {
      const place = wall.standing.pages.findIndex((page) => !page.seen);
      wall.go(place);
      toast(`${left === 1 ? "1 page is" : `${left} pages are`} not seen yet. Here is the first.`, "waiting");
      return;
    }
    const dialog = opener.querySelector('[data-ask="commit"]');
    const title = opener.querySelector("[data-commit-title]");
    if (title) title.textContent = wall.standing.documents === 1 ? "Make 1 document?" : `Make ${wall.standing.documents} documents?`;
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
    /** @type {HTMLElement | null} */ (opener.querySelector("[data-commit-yes]"))?.focus();
  }

  /** @type {Record<string, () => void>} */
  const acts = {
    accept,
    split: () => (showAtOnce({ starts: true }), void send("split", { page: wall.page.id })),
    join: () => (showAtOnce({ starts: false }), void send("join", { page: wall.page.id })),
    type: () => void type(),
    date: () => void date(),
    away: () => (showAtOnce({ away: !wall.page.away }), void send("away", { page: wall.page.id })),
    seen: () => (showAtOnce({ seen: !wall.page.seen }), void send("seen", { page: wall.page.id })),
    undo: () => void send("undo"),
    commit: () => void commit(),
  };
  opener.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("button[name=act]");
    if (button instanceof HTMLButtonElement && mayEdit) acts[button.value]?.();
    if (target?.closest("[data-close]")) target.closest("dialog")?.close();
    const tile = target?.closest("[data-page]");
    if (tile instanceof HTMLElement) walk(wall.tiles.indexOf(tile));
  });

  /** @param {number} place */
  function walk(place) {
    wall.go(place);
    window.clearTimeout(placeTimer);
    if (mayEdit) placeTimer = window.setTimeout(() => void keepPlace(), PLACE_KEPT_AFTER_MS);
  }

  async function keepPlace() {
    try {
      await postJson(`${base}/stand`, { page: wall.page.id });
    } catch (failure) {
      if (!(failure instanceof ServerError)) throw failure; // the next step keeps the place too
    }
  }

  onKey("ArrowRight", "Next page", () => walk(wall.at + 1));
  onKey("ArrowLeft", "Page before", () => walk(wall.at - 1));
  onKey("ArrowDown", "The page below", () => walk(wall.at + wall.inOneRow()));
  onKey("ArrowUp", "The page above", () => walk(wall.at - wall.inOneRow()));
  onKey("Home", "First page", () => walk(0));
  onKey("End", "Last page", () => walk(wall.tiles.length - 1));
  onKey("n", "Next question", () => walk(wall.nextDoubt(wall.at + 1)));
  onKey("PageDown", "Next document", () => walk(wall.nextStart(1)));
  onKey("PageUp", "Document before", () => walk(wall.nextStart(-1)));

  if (mayEdit) keepClaim(opener);
  wall.list.focus({ preventScroll: true });
  wall.go(Number(opener.dataset.place));
}

/** @param {HTMLElement} opener */
function keepClaim(opener) {
  const timer = window.setInterval(() => void tell(), CLAIM_BEAT_MS);
  async function tell() {
    if (isCovered()) return; // an absent person keeps nobody waiting: the claim runs out by itself
    try {
      await postJson(`/documents/${opener.dataset.document}/claim`);
    } catch (failure) {
      if (!(failure instanceof ServerError)) throw failure;
      if (failure.status === 0 || failure.status >= 500) return; // the next beat tells it
      window.clearInterval(timer);
      toastFailure(failure);
    }
  }
}
