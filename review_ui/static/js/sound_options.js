// @ts-check
/**
 * How a person listens: step back on resuming, length of a step, pause while typing, play a doubt on arrival, hold to
 * play, speed. Kept for the person on the server (personal.js, "sound"), so every station sounds alike to her.
 */

import { personal, setPersonal } from "./personal.js";
import { toastFailure } from "./toast.js";

/** @typedef {{backStepS: number, stepS: number, pausesWhileTyping: boolean, playsDoubts: boolean, holdsToPlay: boolean, speed: string}} SoundOptions */

/** @type {SoundOptions} */
const DEFAULTS = { backStepS: 1, stepS: 3, pausesWhileTyping: false, playsDoubts: true, holdsToPlay: false, speed: "1" };

/** @param {import("./player.js").Player} player @returns {SoundOptions} as they are now; they change with the form */
export function startSoundOptions(player) {
  /** @type {SoundOptions} */
  const options = { ...DEFAULTS, ...personal("sound") };
  const form = player.part.querySelector("[data-sound-options]");
  const fields = [...(form?.querySelectorAll("[name]") ?? [])];
  for (const field of fields) show(field, options);
  apply(player, options);
  player.setSpeed(options.speed);
  form?.addEventListener("change", () => {
    for (const field of fields) Object.assign(options, valueOf(field));
    apply(player, options);
    keep(options);
  });
  player.part.addEventListener("speedchosen", () => {
    options.speed = player.speed.value;
    keep(options);
  });
  return options;
}

/** @param {Element} field @param {SoundOptions} options */
function show(field, options) {
  const value = options[/** @type {keyof SoundOptions} */ (field.getAttribute("name") ?? "")];
  if (field instanceof HTMLInputElement) field.checked = Boolean(value);
  else if (field instanceof HTMLSelectElement) field.value = String(value);
}

/** @param {Element} field @returns {Record<string, boolean | number>} */
function valueOf(field) {
  const name = field.getAttribute("name") ?? "";
  if (field instanceof HTMLInputElement) return { [name]: field.checked };
  return field instanceof HTMLSelectElement ? { [name]: Number(field.value) } : {};
}

/** @param {import("./player.js").Player} player @param {SoundOptions} options */
function apply(player, { backStepS, stepS }) {
  player.backStepS = backStepS;
  player.stepS = stepS;
}

/** @param {SoundOptions} options */
function keep(options) {
  setPersonal("sound", { ...options }).catch(toastFailure);
}
