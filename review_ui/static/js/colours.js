// @ts-check
/** The colours of the screen: as the computer says, light or dark, as the person chose. Kept with the person. */

import { personal, setPersonal } from "./personal.js";
import { toastFailure } from "./toast.js";

/** @type {["system", "light", "dark"]} */
const CHOICES = ["system", "light", "dark"];
const WORDS = { system: "as the computer", light: "light", dark: "dark" };

/** @returns {"system" | "light" | "dark"} */
function chosen() {
  return CHOICES.find((one) => one === personal("looks").colours) ?? "system";
}

/** @param {HTMLElement} button */
function show(button) {
  const colours = chosen();
  if (colours === "system") delete document.documentElement.dataset.colours;
  else document.documentElement.dataset.colours = colours;
  const words = button.querySelector("[data-colours-chosen]");
  if (words) words.textContent = WORDS[colours];
}

for (const button of document.querySelectorAll("[data-next-colours]")) {
  if (!(button instanceof HTMLElement)) continue;
  show(button);
  button.addEventListener("click", () => {
    const next = CHOICES[(CHOICES.indexOf(chosen()) + 1) % CHOICES.length];
    setPersonal("looks", { ...personal("looks"), colours: next }).catch(toastFailure);
    show(button);
  });
}
