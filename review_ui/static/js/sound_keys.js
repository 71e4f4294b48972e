// @ts-check
/**
 * The keys of the recording; all of them work while typing, and a pedal that sends keys can send them.
 *
 * A key that is held repeats itself: playing takes only the first stroke. Where a person plays by holding ("hold to
 * play"), letting the key go stops the sound, as a pedal does.
 */

import { loopPhrase } from "./audio_sync.js";
import { onKey } from "./keyboard.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./report_edit.js").ReportEdit} ReportEdit */

/** @param {Player} player @param {{edit: () => ReportEdit | null, holds: () => boolean}} on `holds`: play only while the key is held */
export function giveSoundKeys(player, { edit, holds }) {
  const typing = { whileTyping: true };
  const stroke = { code: "", isRepeat: false };
  let heldCode = "";

  document.addEventListener("keydown", (event) => Object.assign(stroke, { code: event.code, isRepeat: event.repeat }), { capture: true });
  document.addEventListener("keyup", (event) => {
    if (event.code !== heldCode) return;
    heldCode = "";
    player.pause();
  });
  window.addEventListener("blur", () => {
    if (heldCode) player.pause(); // the key is let go where this page cannot see it
    heldCode = "";
  });

  function playKey() {
    if (stroke.isRepeat) return;
    if (!holds()) return player.toggle();
    heldCode = stroke.code;
    player.play();
  }

  onKey("Escape", "Play or pause", playKey, typing);
  onKey("F7", "Back 3 seconds", () => player.step(-player.stepS), typing);
  onKey("F8", "Forward 3 seconds", () => player.step(player.stepS), typing);
  onKey("F3", "Slower", () => player.changeSpeed(-1), typing);
  onKey("F4", "Faster", () => player.changeSpeed(1), typing);
  onKey("Alt+l", "Play this phrase again and again", () => void loopPhrase(edit(), player), typing);
}
