// @ts-check
/** The dictation page and the author's page: player, report, and what stands around them. */

import { getJson } from "./api.js";
import { playFrom, tieTogether } from "./audio_sync.js";
import { onKey } from "./keyboard.js";
import { startPlayer } from "./player.js";
import { ReportEdit } from "./report_edit.js";
import { startReview } from "./review_frame.js";
import { TermBar } from "./term_bar.js";
import { toast, toastFailure } from "./toast.js";

/** @type {ReportEdit | null} */
let edit = null;
const player = startPlayer();
const frame = startReview({
  undone: ({ token_id }) => void edit?.reload(token_id),
  // standard text that was just read is marked no longer
  renewed: () => void (edit && edit.unread.size > 0 && edit.typed === edit.sentText && edit.reload()),
  lost: () => {
    if (edit) edit.area.readOnly = true;
  },
});

/** @param {HTMLFormElement} form */
async function begin(form) {
  try {
    const spoken = await getJson(form.dataset.words ?? "");
    frame.saver.revision = spoken.revision;
    edit = new ReportEdit(form, frame.saver, spoken);
  } catch (failure) {
    toastFailure(failure);
    return;
  }
  if (player) tieTogether(edit, player);
  const terms = new TermBar(form, edit);
  edit.onWord = (index) => terms.show(index);
  edit.onChange = () => tellDoubts();
  edit.area.addEventListener("keyup", () => lookAtCaret(terms));
  edit.area.addEventListener("click", () => lookAtCaret(terms));
  tellDoubts();
}

/** @param {TermBar} terms */
function lookAtCaret(terms) {
  if (edit) terms.show(edit.model.under(edit.area.selectionStart, edit.typed));
}

function tellDoubts() {
  if (!edit) return;
  const number = edit.doubts.length;
  const shown = document.querySelector("[data-doubt-count]");
  if (shown) shown.textContent = number === 1 ? "1 doubtful word" : `${number} doubtful words`;
  const note = document.querySelector("[data-blank-note]");
  if (!(note instanceof HTMLElement)) return;
  note.hidden = edit.blanks === 0;
  note.textContent = edit.blanks === 1 ? "1 blank is not filled yet." : `${edit.blanks} blanks are not filled yet.`;
}

/** @param {1 | -1} step */
function goToDoubt(step) {
  const index = edit?.goToDoubt(step) ?? null;
  if (index === null) toast("No doubtful word is left.");
  else if (edit && player && !player.isPlaying) playFrom(edit, player, index);
}

onKey("F2", "Next doubtful word or blank", () => goToDoubt(1), { whileTyping: true });
onKey("Shift+F2", "Previous doubtful word or blank", () => goToDoubt(-1), { whileTyping: true });
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const doubt = target?.closest("[data-doubt]");
  const time = target?.closest("[data-seek]");
  if (doubt) goToDoubt(doubt.getAttribute("data-doubt") === "1" ? 1 : -1);
  else if (time instanceof HTMLElement) {
    event.preventDefault();
    player?.seek(Number(time.dataset.seek));
  }
});
// what was typed is on its way before a form of the page asks whether everything is saved
window.addEventListener("submit", () => edit?.save(), { capture: true });
const form = document.querySelector("[data-report-form]");
if (form instanceof HTMLFormElement) void begin(form);
