// @ts-check
/**
 * The guard for absent people: tells the server that somebody is at work, and covers the screen when nobody is.
 * The server ends the session by itself; this only makes the screen agree with it (45 CFR 164.312(a)(2)(iii)).
 */

import { postJson, ServerError } from "./api.js";

const TELL_EVERY_MS = 60_000;
const idleMinutes = Number(document.body.dataset.idleMinutes ?? 0);
let lastActivity = Date.now();
let lastTold = Date.now();

async function tellServer() {
  lastTold = Date.now();
  try {
    await postJson("/session/alive");
  } catch (failure) {
    if (failure instanceof ServerError && failure.status === 401) leave();
    else if (!(failure instanceof ServerError)) throw failure;
    // any other refusal: the next activity tells it again
  }
}

function leave() {
  document.documentElement.classList.add("screen-cover");
  window.location.replace("/sign-in?done=idle");
}

function activity() {
  lastActivity = Date.now();
  if (lastActivity - lastTold > TELL_EVERY_MS) void tellServer();
}

function check() {
  if (Date.now() - lastActivity > idleMinutes * 60_000) leave();
}

if (idleMinutes > 0) {
  for (const kind of ["keydown", "pointerdown", "wheel", "scroll", "timeupdate"]) {
    document.addEventListener(kind, activity, { passive: true, capture: true });
  }
  window.setInterval(check, 5_000);
  // a laptop that slept through the limit
  document.addEventListener("visibilitychange", check);
}
