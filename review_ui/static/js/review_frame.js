// @ts-check
/**
 * What every review page does around the document: keeps the claim alive, shows the state of saving, undo, and the side
 * with index, losses and approval. Use:
 *
 *   const frame = startReview({ undone: ({ token_id, page_id }) => …, renewed: () => …, lost: () => … });
 *   frame.saver.save(…);
 *
 * Forms in the page say by data-act what follows: "renew" (the side is fetched anew), "go" (the server says where to),
 * "plain" (sent as a form once everything typed is saved).
 */

import { getPart, postJson, ServerError } from "./api.js";
import { Saver } from "./autosave.js";
import { markFields } from "./field_problems.js";
import { typingIsStopped } from "./offline_banner.js";
import { isCovered } from "./session_wait.js";
import { coverageShown, sendCoverage } from "./coverage.js";
import { showGaps } from "./coverage_gaps.js";
import { toast, toastFailure } from "./toast.js";

/** @typedef {{documentId: string, mayEdit: boolean, saver: Saver, renewSide: () => Promise<void>}} Frame */
/**
 * @typedef {object} Callbacks
 * @property {(undone: {revision: number, token_id: string, page_id: string}) => void} undone
 * @property {() => void} [renewed] the side was fetched anew
 * @property {() => void} [lost] the document is no longer this person's
 */

const CLAIM_BEAT_MS = 20_000;
const STATE_WORDS = {
  saved: "all changes saved",
  saving: "saving …",
  "trying again": "not saved: trying again",
  stopped: "not saved",
};

/** @param {Callbacks} callbacks @returns {Frame} */
export function startReview(callbacks) {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-review]"));
  const documentId = page.dataset.document ?? "";
  const mayEdit = page.hasAttribute("data-may-edit");
  const saver = new Saver({
    documentId,
    revision: Number(page.dataset.revision),
    onState: showState,
    onLost: (failure) => lose(failure, callbacks),
  });
  const frame = {
    documentId,
    get mayEdit() {
      return mayEdit && !typingIsStopped();
    },
    saver,
    renewSide: () => renewSide(documentId, callbacks),
  };
  if (mayEdit) {
    // an author's page has no claim to keep: a report that waits for a signature is nobody else's
    if (page.dataset.leaseMinutes) keepClaim(frame, Number(page.dataset.leaseMinutes), callbacks);
    listenToUndo(frame, callbacks);
  }
  document.addEventListener("submit", (event) => void submitted(event, frame), { capture: true });
  document.addEventListener("click", (event) => indexClicked(event));
  document.addEventListener("toggle", (event) => formOpened(event), { capture: true });
  return frame;
}

/** @param {import("./autosave.js").SaveState} state */
function showState(state) {
  const shown = document.querySelector("[data-save-state]");
  if (!(shown instanceof HTMLElement)) return;
  shown.textContent = STATE_WORDS[state];
  shown.dataset.state = state;
}

/** @param {ServerError} failure @param {Callbacks} callbacks */
function lose(failure, callbacks) {
  document.querySelector("[data-review]")?.removeAttribute("data-may-edit");
  toastFailure(failure);
  callbacks.lost?.();
}

/** The server forgets a claim after some minutes of silence. @param {Frame} frame @param {number} minutes @param {Callbacks} callbacks */
function keepClaim(frame, minutes, callbacks) {
  // far more often than the lease needs: somebody may take the document over, and its page should say so soon
  const timer = window.setInterval(() => void tell(), Math.min((minutes * 60_000) / 3, CLAIM_BEAT_MS));
  async function tell() {
    if (isCovered()) return; // an absent person keeps nobody waiting: the claim runs out by itself
    try {
      await postJson(`/documents/${frame.documentId}/claim`);
    } catch (failure) {
      if (!(failure instanceof ServerError)) throw failure;
      if (failure.status === 0 || failure.status >= 500) return; // the next beat tells it
      window.clearInterval(timer);
      lose(failure, callbacks);
    }
  }
}

/** @param {Frame} frame @param {Callbacks} callbacks */
function listenToUndo(frame, callbacks) {
  document.querySelector("[data-undo]")?.addEventListener("click", async () => {
    if (!(await frame.saver.settled())) return;
    try {
      const undone = await postJson(`/documents/${frame.documentId}/undo`);
      frame.saver.revision = undone.revision;
      callbacks.undone(undone);
    } catch (failure) {
      if (failure instanceof ServerError && failure.code === "storage.range_unknown") {
        toast("There is no change of yours left to take back.");
      } else toastFailure(failure);
    }
  });
}

/** @param {string} documentId @param {Callbacks} callbacks */
async function renewSide(documentId, callbacks) {
  const side = document.querySelector("[data-review-side]");
  if (!side) return;
  side.innerHTML = await getPart(`/documents/${documentId}/side`);
  coverageShown();
  callbacks.renewed?.();
}

/** @param {SubmitEvent} event @param {Frame} frame */
async function submitted(event, frame) {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  const follows = form?.dataset.act;
  if (!form || !follows) return;
  event.preventDefault();
  if (form.dataset.running) return;
  form.dataset.running = "yes";
  try {
    if (!(await frame.saver.settled())) return;
    if (form.hasAttribute("data-verify-form")) {
      if (!indexIsConfirmed()) return;
      await sendCoverage();
    }
    for (const field of form.querySelectorAll("[data-revision]")) {
      if (field instanceof HTMLInputElement) field.value = String(frame.saver.revision);
    }
    if (follows === "plain") return form.submit();
    const answer = await postJson(new URL(form.action).pathname, fieldsOf(form, event.submitter));
    if (follows === "go") return window.location.assign(answer.go_to);
    await frame.renewSide();
    focusAfter(form);
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    refused(form, failure);
  } finally {
    delete form.dataset.running;
  }
}

/** What was typed into the index counts only when it is confirmed, so nothing is verified over it. @returns {boolean} */
function indexIsConfirmed() {
  const changed = [...document.querySelectorAll("[data-index-form] :is(input, select)")].find(isChanged);
  if (!(changed instanceof HTMLElement)) return true;
  document.querySelector("[data-index-part]")?.setAttribute("open", "");
  changed.focus();
  toast("The index was changed and not confirmed. Confirm it (Ctrl+Enter) or put it back, then verify.", "warning");
  return false;
}

/** @param {Element} field @returns {boolean} */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field instanceof HTMLInputElement && field.type !== "hidden" && field.value !== field.defaultValue;
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} pressed @returns {Record<string, string>} */
function fieldsOf(form, pressed) {
  const given = [...new FormData(form, pressed)].filter(([, value]) => typeof value === "string");
  const fields = /** @type {Record<string, string>} */ (Object.fromEntries(given));
  delete fields.csrf_token;
  return fields;
}

/** After the index is confirmed the work is the text; after a loss was seen it is the next loss. @param {HTMLFormElement} form */
function focusAfter(form) {
  const next = form.hasAttribute("data-index-form")
    ? document.querySelector("[data-text] .is-current") ?? document.querySelector("[data-text]")
    : document.querySelector("#losses button") ?? document.querySelector("[data-verify-form] button");
  if (next instanceof HTMLElement) next.focus();
}

/** @param {HTMLFormElement} form @param {ServerError} failure */
function refused(form, failure) {
  markFields(form, failure.fields);
  const missing = /** @type {string[] | undefined} */ (failure.body?.missing);
  if (failure.body?.gaps) showGaps(form, failure.body);
  else if (missing) showMissing(missing);
  else if (Object.keys(failure.fields).length === 0) toastFailure(failure);
}

/** @param {string[]} missing in plain words */
function showMissing(missing) {
  const place = document.querySelector("[data-missing]");
  if (!place) return;
  const list = document.createElement("ul");
  list.className = "still-missing is-refused";
  for (const one of missing) {
    const line = document.createElement("li");
    line.textContent = one.charAt(0).toUpperCase() + one.slice(1);
    list.append(line);
  }
  place.setAttribute("role", "alert");
  place.replaceChildren(list);
  place.scrollIntoView({ block: "nearest" });
}

/** A form that opens in place waits for words. @param {Event} event */
function formOpened(event) {
  const opened = event.target instanceof HTMLDetailsElement && event.target.open ? event.target : null;
  const field = opened?.matches(".disclosure") ? opened.querySelector("input:not([type=hidden])") : null;
  if (field instanceof HTMLElement) field.focus();
}

/** "Use this" fills in what the page reads; "Edit" opens the panel. @param {MouseEvent} event */
function indexClicked(event) {
  const target = event.target instanceof Element ? event.target : null;
  const fill = target?.closest("[data-fill]");
  const part = target?.closest("[data-index-part]");
  if (fill instanceof HTMLElement && part) {
    for (const name of ["mrn", "name", "dob"]) {
      const field = part.querySelector(`[name="${name}"]`);
      const value = fill.dataset[name] ?? "";
      if (field instanceof HTMLInputElement && value) field.value = value;
    }
    const confirm = part.querySelector("[data-index-form] button[type=submit]");
    if (confirm instanceof HTMLElement) confirm.focus();
  } else if (target?.closest("[data-focus-index]") && part) {
    part.setAttribute("open", "");
    const first = part.querySelector("input:not([type=hidden])");
    if (first instanceof HTMLInputElement) first.select();
  }
}
