// @ts-check
/**
 * Says that changes are not saved yet: how many, and for how long. After a minute typing stops, so that nobody works for
 * an hour on what may be lost; it goes on by itself as soon as the server has everything.
 */

import { toast } from "./toast.js";
import { unsavedCount, unsavedForS } from "./unsaved_work.js";

const LOOK_EVERY_MS = 1000;
const SHOWN_AFTER_S = 3;
const TYPING_STOPS_AFTER_S = 60;
/** @type {HTMLElement | null} */
let banner = null;
let stopped = false;

/** @returns {boolean} whether typing has stopped because too much is not saved */
export function typingIsStopped() {
  return stopped;
}

function look() {
  const count = unsavedCount();
  const seconds = unsavedForS();
  if (count === 0) return allIsWell();
  if (seconds < SHOWN_AFTER_S || document.querySelector("dialog[open]")) return;
  stopped = seconds >= TYPING_STOPS_AFTER_S;
  document.documentElement.classList.toggle("typing-stopped", stopped);
  show(count, Math.round(seconds));
}

function allIsWell() {
  if (banner) toast("Everything is saved again.", "good");
  banner?.remove();
  banner = null;
  stopped = false;
  document.documentElement.classList.remove("typing-stopped");
}

/** @param {number} count @param {number} seconds */
function show(count, seconds) {
  banner ??= makeBanner();
  const waiting = /** @type {HTMLElement} */ (banner.querySelector("[data-waiting]"));
  const advice = /** @type {HTMLElement} */ (banner.querySelector("[data-advice]"));
  waiting.textContent = `${count} ${count === 1 ? "change" : "changes"} not saved yet, for ${duration(seconds)}.`;
  const words = stopped
    ? "Typing has stopped so that nothing is lost. Leave this page open: it saves by itself when the server answers."
    : "The server does not answer. You can go on; it is tried again by itself.";
  if (advice.textContent !== words) advice.textContent = words;
}

/** @param {number} seconds @returns {string} */
function duration(seconds) {
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** @returns {HTMLElement} */
function makeBanner() {
  const made = document.createElement("aside");
  made.className = "offline-banner";
  made.setAttribute("aria-label", "Not saved yet");
  const waiting = document.createElement("strong");
  waiting.dataset.waiting = "";
  const advice = document.createElement("span");
  advice.dataset.advice = "";
  advice.setAttribute("role", "alert"); // read aloud when it changes, not every second
  made.append(waiting, " ", advice);
  document.body.append(made);
  return made;
}

/** @param {InputEvent} event */
function refuseTyping(event) {
  const inText = event.target instanceof Element && event.target.closest("[data-review] :is([data-text], [data-report-form])");
  if (stopped && inText) event.preventDefault();
}

window.setInterval(look, LOOK_EVERY_MS);
document.addEventListener("beforeinput", refuseTyping, { capture: true });
