// @ts-check
/** The list of codes onto the clipboard, for an encoder; where a browser does not let a page copy, marked to be copied. */

import { toast } from "./toast.js";

/** @returns {string} */
function list() {
  const kept = document.querySelector("[data-for-encoder]");
  return kept instanceof HTMLTextAreaElement ? kept.value : "";
}

function copyByHand() {
  const dialog = document.getElementById("copy-dialog");
  const text = dialog?.querySelector("textarea");
  if (!(dialog instanceof HTMLDialogElement) || !text) return;
  text.value = list();
  dialog.showModal();
  text.focus();
  text.select();
}

/** @returns {Promise<void>} */
async function copy() {
  const count = list() ? list().split("\n").length : 0;
  try {
    await navigator.clipboard.writeText(list());
    toast(`${count} ${count === 1 ? "code" : "codes"} copied`, "good");
  } catch {
    copyByHand(); // no clipboard here (not a secure address), or it is not allowed
  }
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-print]")) window.print();
  if (!target?.closest("[data-copy-list]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void copy();
});
