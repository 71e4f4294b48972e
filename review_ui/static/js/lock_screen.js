// @ts-check
/**
 * The cover of a locked page (templates/session/lock_screen.html): nothing can be read, the password alone uncovers it,
 * and the caret, the scrolling and the second of the sound are where they were.
 */

import { postJson, ServerError, setCsrfToken } from "./api.js";
import { unsavedCount } from "./unsaved_work.js";

/** @type {HTMLDialogElement | null} */
let screen_ = null;
/** @type {() => void} */
let goBack = () => undefined;

/** Cover the page and ask for the password; does nothing when it is covered already. */
export function cover() {
  const template = document.querySelector("template[data-lock-screen]");
  if (screen_ || !(template instanceof HTMLTemplateElement)) return;
  goBack = placeNow();
  document.body.append(template.content.cloneNode(true));
  screen_ = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.lock-screen"));
  document.documentElement.classList.add("screen-cover");
  for (const sound of document.querySelectorAll("audio, video")) /** @type {HTMLMediaElement} */ (sound).pause();
  screen_.addEventListener("close", stayOpen);
  screen_.addEventListener("cancel", (event) => event.preventDefault());
  screen_.querySelector("[data-unlock]")?.addEventListener("submit", (event) => void submitted(/** @type {SubmitEvent} */ (event)));
  showUnsaved(screen_);
  screen_.showModal();
  screen_.querySelector("input")?.focus();
  document.dispatchEvent(new Event("session:locked"));
}

/** Show the page again, as it was. */
export function uncover() {
  if (!screen_) return;
  screen_.removeEventListener("close", stayOpen);
  screen_.remove();
  screen_ = null;
  document.documentElement.classList.remove("screen-cover");
  goBack();
  document.dispatchEvent(new Event("session:unlocked"));
}

/** A browser closes a dialog at the second Escape, whatever the page says. */
function stayOpen() {
  screen_?.showModal();
}

/** Where the person was. @returns {() => void} puts them back there */
function placeNow() {
  const focused = document.activeElement;
  const marked = window.getSelection();
  const range = marked && marked.rangeCount > 0 ? marked.getRangeAt(0).cloneRange() : null;
  const title = document.title;
  document.title = "Locked";
  return () => {
    document.title = title;
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    if (range && !(focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement)) {
      marked?.removeAllRanges();
      marked?.addRange(range);
    }
  };
}

/** @param {HTMLDialogElement} dialog */
function showUnsaved(dialog) {
  const place = dialog.querySelector("[data-lock-unsaved]");
  const count = unsavedCount();
  if (!(place instanceof HTMLElement) || count === 0) return;
  place.hidden = false;
  place.textContent = `${count} ${count === 1 ? "change is" : "changes are"} not saved yet: unlock first, so that nothing is lost.`;
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const problem = /** @type {HTMLElement} */ (form.querySelector("#unlock-problem"));
  try {
    await enter(form.dataset.login ?? "", field.value);
    uncover();
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    problem.textContent = `${failure.message}. ${failure.remedy}.`;
    field.setAttribute("aria-invalid", "true");
    field.value = "";
    field.focus();
  }
}

/** Unlock the session; one that has ended gives way to a new one of the same person. @param {string} login @param {string} password */
async function enter(login, password) {
  try {
    await postJson("/session/unlock", { password }, { whenLocked: "throw" });
  } catch (failure) {
    if (!(failure instanceof ServerError) || failure.code !== "review_ui.sign_in_needed") throw failure;
    const opened = await postJson("/api/session", { login, password }, { whenLocked: "throw" });
    setCsrfToken(opened.csrf_token);
  }
}
