// @ts-check
/**
 * What a request does that met a locked or ended session: it asks for the lock screen and waits, and is sent again when
 * the person has typed the password. So nothing that a person did is lost by being away. Events of the document:
 *
 *   session:refused    a request was refused: the guard covers the page
 *   session:locked     the page is covered: stop what plays and what beats
 *   session:unlocked   the person is back
 *   session:activity   somebody is at work although no key is pressed (sound plays, a file is on its way)
 */

const CODES = ["review_ui.session_locked", "review_ui.sign_in_needed"];

/** @param {string} code of the server's refusal @returns {boolean} whether the password is all that is missing */
export function isLockedOut(code) {
  return CODES.includes(code) && document.body.dataset.idleMinutes !== undefined;
}

/** @returns {Promise<void>} when the person is back */
export function waitForUnlock() {
  return new Promise((resolve) => {
    document.addEventListener("session:unlocked", () => resolve(), { once: true });
    document.dispatchEvent(new Event("session:refused"));
  });
}

/** @returns {boolean} whether the page is covered: what beats by itself has nothing to say now */
export function isCovered() {
  return document.documentElement.classList.contains("screen-cover");
}
