// @ts-check
/** The dialog with both versions of words that two people changed (templates/review/conflict.html). */

/**
 * @param {string} theirs the words as saved @param {string} mine the words as typed here
 * @returns {Promise<boolean>} true: save mine over theirs
 */
export function chooseVersion(theirs, mine) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog[data-conflict]"));
  fill(dialog.querySelector("[data-theirs]"), theirs);
  fill(dialog.querySelector("[data-mine]"), mine);
  const back = document.activeElement;
  return new Promise((resolve) => {
    /** @param {boolean} keepsMine */
    function choose(keepsMine) {
      dialog.removeEventListener("click", clicked);
      dialog.removeEventListener("keydown", pressed);
      dialog.removeEventListener("cancel", stay);
      dialog.close();
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
      resolve(keepsMine);
    }
    /** @param {Event} event */
    function clicked(event) {
      const button = event.target instanceof Element ? event.target.closest("[data-choose]") : null;
      if (button instanceof HTMLElement) choose(button.dataset.choose === "mine");
    }
    /** @param {KeyboardEvent} event */
    function pressed(event) {
      if (event.key !== "1" && event.key !== "2") return;
      event.preventDefault(); // else the figure is typed into the text that gets the focus back
      choose(event.key === "2");
    }
    /** Escape decides nothing: one of the two has to be chosen. @param {Event} event */
    function stay(event) {
      event.preventDefault();
    }
    dialog.addEventListener("click", clicked);
    dialog.addEventListener("keydown", pressed);
    dialog.addEventListener("cancel", stay);
    dialog.showModal();
  });
}

/** @param {Element | null} place @param {string} words */
function fill(place, words) {
  if (place) place.textContent = words.trim() || "(nothing: the words are taken out)";
}
