// @ts-check
/**
 * The guard for absent people: tells the server that somebody is at work, and covers the screen when nobody is.
 * The server locks the session by itself; this only makes the screen agree with it (45 CFR 164.312(a)(2)(iii)).
 * Playing sound and sending files count as being at work.
 */

import { getJson, postJson, ServerError } from "./api.js";
import { cover, uncover } from "./lock_screen.js";
import { isCovered } from "./session_wait.js";
import { everythingSaved } from "./unsaved_work.js";

const TELL_EVERY_MS = 20_000;
const CHECK_EVERY_MS = 5_000;
const SAVING_MAY_TAKE_MS = 3_000;
const NO_WAITING = { whenLocked: /** @type {const} */ ("throw") };
const limitMs = Number(document.body.dataset.idleMinutes ?? 0) * 60_000;
let lastActivity = Date.now();
let lastTold = Date.now();
let asking = false;

async function tellServer() {
  lastTold = Date.now();
  try {
    await postJson("/session/alive", {}, NO_WAITING);
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    if (failure.status === 401) cover();
    // any other refusal: the next activity tells it again
  }
}

function activity() {
  if (isCovered()) return;
  // the first key after a night's sleep is not activity of last night: the clock decides before it counts
  if (Date.now() - lastActivity > limitMs) return void askServer();
  lastActivity = Date.now();
}

function check() {
  if (isCovered()) return;
  if (Date.now() - lastActivity > limitMs) void askServer();
  else if (lastActivity > lastTold && Date.now() - lastTold > TELL_EVERY_MS) void tellServer();
}

/** Nobody was seen in this window; another window of the same person may know better. */
async function askServer() {
  if (asking) return;
  asking = true;
  try {
    const state = await getJson("/session", NO_WAITING);
    if (state.locked || state.idle_s * 1000 > limitMs) cover();
    else lastActivity = Date.now() - state.idle_s * 1000;
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    cover(); // without an answer the screen is covered all the same
  } finally {
    asking = false;
  }
}

/** Another window may have been unlocked. */
async function lookAgain() {
  if (!isCovered()) return check();
  try {
    if (!(await getJson("/session", NO_WAITING)).locked) uncover();
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    // still locked, ended or unreachable: the cover stays
  }
}

/** What was typed is saved first: a locked session saves nothing. */
async function lockNow() {
  await everythingSaved(SAVING_MAY_TAKE_MS);
  try {
    await postJson("/session/lock", {}, NO_WAITING);
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    // the server locks it by itself after the idle time; the screen is covered now
  }
  cover();
}

if (limitMs > 0) {
  for (const kind of ["keydown", "input", "pointerdown", "pointermove", "wheel", "scroll", "timeupdate", "session:activity"]) {
    document.addEventListener(kind, activity, { passive: true, capture: true });
  }
  window.setInterval(check, CHECK_EVERY_MS);
  // a laptop that slept through the limit, a window that comes back to the front
  document.addEventListener("visibilitychange", () => void lookAgain());
  window.addEventListener("focus", () => void lookAgain());
  document.addEventListener("session:refused", cover);
  document.addEventListener("session:unlocked", () => {
    lastActivity = lastTold = Date.now();
  });
  for (const button of document.querySelectorAll("[data-lock-now]")) button.addEventListener("click", () => void lockNow());
}
