// @ts-check
/** Buttons that copy an id or a link: data-copy="text". */

import { toast } from "./toast.js";

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLElement)) return;
  navigator.clipboard.writeText(button.dataset.copy ?? "").then(
    () => toast("Copied", "good"),
    () => toast("The browser does not let this page copy. Mark the text and copy it by hand.", "warning"),
  );
});
