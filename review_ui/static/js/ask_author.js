// @ts-check
/**
 * "Ask the author": one key opens a small form tied to the word at the caret and its second. Questions and answers stand
 * beside the report; an answer comes into the text when a person presses its button.
 *
 *   startAsking(edit, player);
 */

import { getPart, postJson } from "./api.js";
import { dialogOver } from "./dialog_caret.js";
import { onKey } from "./keyboard.js";
import { toast, toastFailure } from "./toast.js";

/** @typedef {{tokenId: string, word: string, second: number | null}} AskedPlace where the caret stands */
/**
 * @typedef {object} Report
 * @property {() => AskedPlace} place
 * @property {(tokenId: string) => boolean} select go to a word; false when it is gone
 * @property {(tokenId: string, text: string) => boolean} write over a word; false when it is gone
 * @property {() => boolean} isClosed
 */
/** @typedef {import("./report_edit.js").ReportEdit} ReportEdit */
/** @typedef {import("./player.js").Player} Player */

/** @param {ReportEdit} edit @param {Player | null} player */
export function startAsking(edit, player) {
  const report = reportOf(edit, player);
  const dialog = document.querySelector("[data-ask]");
  const form = dialog?.querySelector("form");
  if (!(dialog instanceof HTMLDialogElement) || !form) return;
  const over = dialogOver(dialog);
  const open = () => {
    fill(form, report.place());
    over.open(edit.area);
    fieldOf(form, "question").focus();
  };
  onKey("F10", "Ask the author about this word", open, { whileTyping: true });
  document.querySelector("[data-open-ask]")?.addEventListener("click", open);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, over.close);
  });
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.hasAttribute("data-take-back")) return;
    event.preventDefault();
    void takeBack(event.target);
  });
  document.addEventListener("click", (event) => clicked(event, report));
}

/** @param {ReportEdit} edit @param {Player | null} player @returns {Report} */
function reportOf(edit, player) {
  const find = (/** @type {string} */ id) => edit.model.tokens.findIndex((token) => token.id === id);
  return {
    place: () => {
      const index = edit.model.under(edit.area.selectionStart, edit.typed);
      const token = index === null ? undefined : edit.model.tokens[index];
      const heard = index === null ? null : edit.timeOf(index);
      return { tokenId: token?.id ?? "", word: token?.text ?? "", second: heard?.start ?? player?.audio.currentTime ?? null };
    },
    select: (id) => {
      const index = find(id);
      if (index >= 0) edit.select(index);
      return index >= 0;
    },
    write: (id, text) => {
      const index = find(id);
      if (index >= 0) edit.writeOver(index, index, text);
      return index >= 0;
    },
    isClosed: () => edit.area.readOnly,
  };
}

/** @param {HTMLFormElement} form @param {AskedPlace} place */
function fill(form, place) {
  form.reset();
  fieldOf(form, "token_id").value = place.tokenId;
  fieldOf(form, "start_s").value = place.second === null ? "" : String(place.second);
  say(form, "[data-ask-word]", place.word || "this place");
  say(form, "[data-ask-place]", place.second === null ? "" : `at ${clock(place.second)}`);
}

/** @param {HTMLFormElement} form @param {() => void} close */
async function send(form, close) {
  const given = Object.fromEntries(["token_id", "start_s", "question"].map((name) => [name, fieldOf(form, name).value]));
  try {
    await postJson(form.getAttribute("action") ?? "", given);
    close();
    toast("Asked. The author sees it with the report.", "good");
    await renew();
  } catch (failure) {
    toastFailure(failure);
  }
}

/** @param {HTMLFormElement} form */
async function takeBack(form) {
  try {
    await postJson(form.getAttribute("action") ?? "");
    await renew();
  } catch (failure) {
    toastFailure(failure);
  }
}

async function renew() {
  const part = document.querySelector("[data-asked]");
  if (!(part instanceof HTMLElement)) return;
  part.outerHTML = await getPart(part.dataset.asked ?? "");
}

/** @param {Event} event @param {Report} report */
function clicked(event, report) {
  const target = event.target instanceof Element ? event.target : null;
  const answer = target?.closest("[data-put-answer]");
  const word = target?.closest("[data-asked-word]");
  if (answer instanceof HTMLElement) {
    const isThere = report.write(answer.dataset.token ?? "", answer.dataset.putAnswer ?? "");
    if (report.isClosed()) toast("The text cannot be changed now.");
    else if (isThere) toast("The answer stands in the text.", "good");
    else toast("The word that was asked about is changed since: type the answer where it belongs.", "warning");
  } else if (word instanceof HTMLElement) {
    event.preventDefault();
    if (!report.select(word.dataset.askedWord ?? "") && word.dataset.seek === undefined) toast("The word that was asked about is not in the text any more.");
  }
}

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLInputElement} */
function fieldOf(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @param {HTMLFormElement} form @param {string} place @param {string} words */
function say(form, place, words) {
  const shown = form.querySelector(place);
  if (shown) shown.textContent = words;
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
