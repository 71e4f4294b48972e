// @ts-check
/**
 * Short messages at the corner, read aloud too. Use:
 *
 *   toast("Saved", "good");            good and quiet ones go by themselves, warnings and failures stay until closed
 *   toastFailure(error);               for anything that api.js threw
 */

import { ServerError } from "./api.js";

const GOES_AFTER_MS = 4000;

/** @param {string} text @param {"quiet" | "good" | "warning" | "bad"} [tone] @param {{href: string, words: string}} [link] */
export function toast(text, tone = "quiet", link) {
  for (const same of document.querySelectorAll("#toasts .toast")) {
    if (same.getAttribute("data-said") === text) same.remove();
  }
  const message = document.createElement("div");
  message.dataset.said = text;
  message.className = `toast tone-${tone}`;
  const words = document.createElement("div");
  words.append(text);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.words;
    words.append(" ", anchor);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", "Close this message");
  close.textContent = "×";
  close.addEventListener("click", () => message.remove());
  message.append(words, close);
  document.getElementById("toasts")?.append(message);
  if (tone === "quiet" || tone === "good") window.setTimeout(() => message.remove(), GOES_AFTER_MS);
}

/** @param {unknown} failure */
export function toastFailure(failure) {
  if (!(failure instanceof ServerError)) throw failure;
  const signIn = failure.status === 401 ? { href: "/sign-in", words: "Sign in" } : undefined;
  toast(`${failure.message}. ${failure.remedy}.`, "bad", signIn);
}
