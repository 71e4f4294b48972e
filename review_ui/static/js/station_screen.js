// @ts-check
/**
 * The screen beside a scanner renews itself every two seconds, says when it no longer can, and opens the batch on one
 * key. It never sends anything, so it may stay on while the session sleeps.
 */

import "./keyboard.js";

const EVERY_MS = 2000;
const GIVE_UP_MS = 8000;
const main = document.querySelector("[data-screen]");
const old = document.getElementById("reached");
let shown = main?.innerHTML ?? "";

async function renew() {
  if (!(main instanceof HTMLElement)) return;
  try {
    const answer = await fetch(main.dataset.screen ?? "", { signal: AbortSignal.timeout(GIVE_UP_MS) });
    if (answer.status === 401) return signedOut();
    if (!answer.ok) throw new TypeError(`the service answered ${answer.status}`);
    const html = await answer.text();
    if (html !== shown) main.innerHTML = html;
    shown = html;
    old?.setAttribute("hidden", "");
  } catch (failure) {
    if (!(failure instanceof TypeError || failure instanceof DOMException)) throw failure;
    old?.removeAttribute("hidden");
  }
  window.setTimeout(() => void renew(), EVERY_MS);
}

function signedOut() {
  if (old) {
    old.textContent = "Nobody is signed in any more: press b and sign in";
    old.removeAttribute("hidden");
  }
}

document.documentElement.classList.add("has-script");
window.setTimeout(() => void renew(), EVERY_MS);
