// @ts-check
/** A place on the page that takes files from outside; a drop beside it does not open the file instead of the page. */

/** @param {HTMLElement} zone @param {(files: File[]) => void} take */
export function acceptDrops(zone, take) {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", event.target instanceof Node && zone.contains(event.target));
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    // a drop anywhere counts: nobody aims at an empty page on purpose
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
