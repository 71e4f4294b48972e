// @ts-check
/**
 * Typing from sound: one key puts the machine's draft away and leaves the worktype's headings. The draft's words stay
 * in the reading, and undo puts them there again.
 */

import { postJson } from "./api.js";
import { onKey } from "./keyboard.js";
import { toast, toastFailure } from "./toast.js";

/** @param {import("./report_edit.js").ReportEdit} edit */
export function startFromSound(edit) {
  const path = document.querySelector("[data-from-sound]")?.getAttribute("data-from-sound");
  if (!path || edit.area.readOnly) return;
  const act = () => void putDraftAway(edit, path);
  onKey("Alt+0", "Put the draft away and type from sound", act, { whileTyping: true });
  document.querySelector("[data-draft-offer]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}

/** @param {import("./report_edit.js").ReportEdit} edit @param {string} path */
async function putDraftAway(edit, path) {
  edit.save();
  if (!(await edit.saver.settled())) return;
  const { revision } = edit.saver;
  const headings = document.querySelector("[data-headings]")?.getAttribute("data-headings") ?? "";
  edit.area.focus({ preventScroll: true });
  try {
    await edit.startAnew(headings, behindFirst(headings), () => postJson(path, { based_on: revision }));
  } catch (failure) {
    toastFailure(failure);
    return;
  }
  document.querySelector("[data-draft-offer]")?.remove();
  toast("The draft is put away. Alt+U brings it back.", "good");
}

/** Behind the first heading, where the text begins. @param {string} headings @returns {number} */
function behindFirst(headings) {
  const end = headings.indexOf("\n");
  return end < 0 ? headings.length : end;
}
