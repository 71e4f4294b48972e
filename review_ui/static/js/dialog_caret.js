// @ts-check
/**
 * A dialog over a text: when it closes, the caret stands where it stood. Chromium gives a text area its focus back, but
 * not its caret, once something was typed in the dialog.
 *
 *   const over = dialogOver(dialog);
 *   over.open(area); … over.close();       // Escape and every [data-close] close it too
 */

/** @param {HTMLDialogElement} dialog */
export function dialogOver(dialog) {
  /** @type {HTMLTextAreaElement | null} */
  let area = null;
  let selection = { start: 0, end: 0 };

  function close() {
    dialog.close();
    area?.focus({ preventScroll: true });
    area?.setSelectionRange(selection.start, selection.end);
  }
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.querySelector("[data-close]")?.addEventListener("click", close);
  return {
    close,
    /** @param {HTMLTextAreaElement} over */
    open(over) {
      area = over;
      selection = { start: over.selectionStart, end: over.selectionEnd };
      dialog.showModal();
    },
  };
}
