// @ts-check
/**
 * The person's foot pedal: connect it, press each button once, and it plays while it is held. Remembered for her on the
 * server (personal.js, "pedal"). A browser without WebHID shows nothing of it: there a pedal that sends keys is set to
 * the keys of the player.
 */

import { hidOfBrowser, Pedal } from "./pedal.js";
import { personal, setPersonal } from "./personal.js";
import { toastFailure } from "./toast.js";

/** @typedef {import("./pedal.js").Button} Button */
/** @typedef {import("./pedal.js").Learnt} Learnt */

/** @type {[Button, string][]} */
const TO_LEARN = [
  ["back", "Press the left pedal (step back)."],
  ["play", "Press the middle pedal (play)."],
  ["forward", "Press the right pedal (step forward)."],
];
const REPEAT_MS = 450; // a step pedal that stays down steps again

/** @param {import("./player.js").Player} player */
export function startPedal(player) {
  const hid = hidOfBrowser();
  const part = player.part.querySelector("[data-pedal]");
  if (!hid || !(part instanceof HTMLElement)) return;
  part.hidden = false;
  const pedal = new Pedal(hid, buttonsOf(player));
  const [connect, learn] = ["connect", "learn"].map((name) => /** @type {HTMLButtonElement} */ (part.querySelector(`[data-pedal-${name}]`)));
  const said = /** @type {HTMLElement} */ (part.querySelector("[data-pedal-said]"));

  /** @param {{productName: string} | null} device */
  function show(device) {
    learn.hidden = !device;
    if (!device) said.textContent = "No pedal is connected.";
    else said.textContent = pedal.learnt.play ? `${device.productName || "The pedal"} is ready.` : "Its buttons are not set yet.";
  }

  async function teach() {
    /** @type {Learnt} */
    const learnt = {};
    for (const [button, words] of TO_LEARN) {
      said.textContent = words;
      learnt[button] = await pedal.nextPress();
    }
    pedal.learnt = learnt;
    show(pedal.device);
    setPersonal("pedal", { buttons: learnt }).catch(toastFailure);
  }

  connect.addEventListener("click", async () => {
    const device = await pedal.choose();
    show(device);
    if (device && !pedal.learnt.play) await teach();
  });
  learn.addEventListener("click", () => void teach());
  hid.addEventListener("disconnect", () => show(null));
  void pedal.start(personal("pedal").buttons ?? {}).then(show);
}

/** @param {import("./player.js").Player} player @returns {(button: Button, isDown: boolean) => void} */
function buttonsOf(player) {
  let repeat = 0;
  return (button, isDown) => {
    window.clearInterval(repeat);
    if (button === "play") {
      if (isDown) player.play();
      else player.pause();
    } else if (isDown) {
      const step = () => player.step(button === "back" ? -player.stepS : player.stepS);
      step();
      repeat = window.setInterval(step, REPEAT_MS);
    }
  };
}
