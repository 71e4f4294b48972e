// @ts-check
/** A drawn page of a sample: the paper fits the window, or is as wide as its pane. */

import { onKey } from "./keyboard.js";

onKey("z", "The paper larger, or whole", () => {
  const paper = document.querySelector("[data-sample-paper]");
  paper?.classList.toggle("is-large");
});
