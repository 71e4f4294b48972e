// @ts-check
/**
 * Parts of a page that renew themselves: data-live="/path/of/the/part" data-live-events="/path/of/the/events".
 * The server says that something changed, never what; the part is then fetched with the person's own rights.
 * What has the focus keeps it (by data-row-id, data-key or id), and a part in which somebody types is left alone.
 * After each renewal the part fires "live:renewed".
 */

import { getPart, ServerError } from "./api.js";

/** @param {Element | null} element @returns {string | null} how to find the element again */
function wayBackTo(element) {
  for (const name of ["data-row-id", "data-key", "id"]) {
    const value = element?.getAttribute(name);
    if (value) return `[${name}="${CSS.escape(value)}"]`;
  }
  return null;
}

/** @param {Element} part @returns {boolean} */
function isBusy(part) {
  const typing = part.querySelector("input:focus:not([type=checkbox]), textarea:focus, select:focus");
  return typing !== null || part.querySelector("details.disclosure[open]") !== null;
}

/** @param {HTMLElement} part */
async function renew(part) {
  if (isBusy(part)) return;
  try {
    const html = await getPart(part.dataset.live ?? "");
    if (isBusy(part)) return;
    const focused = part.contains(document.activeElement) ? wayBackTo(document.activeElement) : null;
    part.innerHTML = html;
    for (const element of part.querySelectorAll("[data-without-script]")) element.setAttribute("hidden", "");
    const again = focused ? part.querySelector(focused) : null;
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    part.dispatchEvent(new CustomEvent("live:renewed", { bubbles: true }));
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    // the next event renews it; a session that ended is the guard's business
  }
}

/**
 * Listens only while the page is looked at: a browser lends a site six connections over all its tabs, and a stream
 * that nobody sees would take one from a page that somebody waits for.
 * @param {HTMLElement} part
 */
function follow(part) {
  /** @type {EventSource | null} */
  let events = null;
  const stop = () => {
    events?.close();
    events = null;
  };
  const listen = () => {
    if (events || document.visibilityState === "hidden") return;
    events = new EventSource(part.dataset.liveEvents ?? "/events");
    events.addEventListener("changed", () => void renew(part));
    events.addEventListener("signed_out", () => {
      stop();
      document.dispatchEvent(new Event("session:refused"));
    });
  };
  document.addEventListener("session:unlocked", () => {
    listen();
    void renew(part);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") return stop();
    listen();
    void renew(part);
  });
  window.addEventListener("pagehide", stop);
  listen();
}

for (const part of document.querySelectorAll("[data-live]")) {
  if (part instanceof HTMLElement) follow(part);
}
