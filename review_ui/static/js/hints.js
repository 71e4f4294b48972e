// @ts-check
/** First-use hints (ui.hint in templates/macros/ui.html): once put away, they are gone for good, on every computer. */

import { personal, setPersonal } from "./personal.js";
import { toastFailure } from "./toast.js";

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-put-away]") : null;
  const hint = button?.closest("[data-hint]");
  if (!hint) return;
  const seen = new Set([...(personal("hints").seen ?? []), hint.getAttribute("data-hint")]);
  hint.remove();
  setPersonal("hints", { seen: [...seen] }).catch(toastFailure);
});
