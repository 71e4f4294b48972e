// @ts-check
/** The dictation page and the author's page: player, report, and what stands around them. */

import { getJson } from "./api.js";
import { startAsking } from "./ask_author.js";
import { loopPhrase, tieTogether } from "./audio_sync.js";
import { startFromSound } from "./from_sound.js";
import { labelKeys } from "./key_labels.js";
import { onKey } from "./keyboard.js";
import { startPedal } from "./pedal_settings.js";
import { startPlayer } from "./player.js";
import { ReportEdit } from "./report_edit.js";
import { ReportWalk } from "./report_walk.js";
import { startReview } from "./review_frame.js";
import { giveSoundKeys } from "./sound_keys.js";
import { startSoundOptions } from "./sound_options.js";
import { TermBar } from "./term_bar.js";
import { toast, toastFailure } from "./toast.js";
import { pauseWhileTyping } from "./typing_pause.js";

/** @type {ReportEdit | null} */
let edit = null;
/** @type {ReportWalk | null} */
let walk = null;
const player = startPlayer();
const listening = player && startSoundOptions(player);
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
  walk = new ReportWalk(edit, player, () => listening?.playsDoubts ?? false);
  if (player && listening) {
    tieTogether(edit, player);
    walk.onStopped = pauseWhileTyping(edit.area, player, () => listening.pausesWhileTyping);
  }
  walk.giveKeys();
  if (form.hasAttribute("data-accepts") && !edit.area.readOnly) walk.giveAcceptKey();
  startFromSound(edit);
  startAsking(edit, player);
  const terms = new TermBar(form, edit);
  edit.onWord = (index) => terms.show(index);
  edit.onChange = () => tellDoubts();
  edit.area.addEventListener("keyup", (event) => event.key.length > 1 && lookAtCaret(terms));
  edit.area.addEventListener("click", () => lookAtCaret(terms));
  tellDoubts();
  labelKeys();
}

/** @param {TermBar} terms */
function lookAtCaret(terms) {
  if (edit) terms.show(edit.model.under(edit.area.selectionStart, edit.typed));
}

function tellDoubts() {
  if (!edit) return;
  const number = edit.doubts.indexes("doubt").length;
  const shown = document.querySelector("[data-doubt-count]");
  if (shown) shown.textContent = number === 1 ? "1 doubtful word" : `${number} doubtful words`;
  const note = document.querySelector("[data-blank-note]");
  if (!(note instanceof HTMLElement)) return;
  const { blanks } = edit.doubts;
  note.hidden = blanks === 0;
  note.textContent = blanks === 1 ? "1 blank is not filled yet." : `${blanks} blanks are not filled yet.`;
}

/** The server's own undo, from inside the text, where a plain letter would be typed. */
function takeBack() {
  edit?.save();
  const undo = document.querySelector("[data-undo]");
  if (undo instanceof HTMLElement) undo.click();
}

/** Show what was heard and does not stand in the text; again: back to the text. */
function showLeftOut() {
  const part = document.querySelector("[data-left-out]");
  if (!(part instanceof HTMLDetailsElement)) return toast("Everything that was heard stands in the text.");
  part.open = !part.open;
  const next = part.open ? part.querySelector("ul") : edit?.area;
  next?.focus({ preventScroll: true });
}

if (player && listening) {
  giveSoundKeys(player, { edit: () => edit, holds: () => listening.holdsToPlay });
  startPedal(player);
}
onKey("Alt+h", "What was heard and is not in the text", showLeftOut, { whileTyping: true });
onKey("Alt+u", "Take back your last change or acceptance", takeBack, { whileTyping: true });
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const doubt = target?.closest("[data-doubt]");
  const time = target?.closest("[data-seek]");
  if (doubt) walk?.goTo("doubt", doubt.getAttribute("data-doubt") === "1" ? 1 : -1);
  else if (target?.closest("[data-accept]")) walk?.accept();
  else if (target?.closest('[data-sound="loop"]') && player) loopPhrase(edit, player);
  else if (time instanceof HTMLElement) {
    event.preventDefault();
    player?.seek(Number(time.dataset.seek));
  }
});
// what was typed is on its way before a form of the page asks whether everything is saved
window.addEventListener("submit", () => edit?.save(), { capture: true });
const form = document.querySelector("[data-report-form]");
if (form instanceof HTMLFormElement) void begin(form);
