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
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-put-away]")) act();
  });
}

/** @param {import("./report_edit.js").ReportEdit} edit @param {string} path */
async function putDraftAway(edit, path) {
  edit.save();
  if (!(await edit.saver.settled())) return;
  try {
    await postJson(path, { based_on: edit.saver.revision });
  } catch (failure) {
    toastFailure(failure);
    return;
  }
  await edit.reload();
  const at = edit.typed.indexOf("\n");
  edit.area.focus({ preventScroll: true });
  edit.area.setSelectionRange(at < 0 ? edit.typed.length : at, at < 0 ? edit.typed.length : at);
  document.querySelector("[data-draft-offer]")?.remove();
  toast("The draft is put away. Alt+U brings it back.", "good");
}
