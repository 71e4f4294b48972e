// @ts-check
/** j and k (or the arrows) walk through the rows of the page's table; Enter opens one, as on every link. */

import { onKey } from "./keyboard.js";

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll("[data-rows] .row-link")].filter((row) => row instanceof HTMLElement);
}

/** @param {number} step */
function walk(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row === document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
  all[next].closest("tr")?.scrollIntoView({ block: "nearest" });
}

onKey("j", "Next row", () => walk(1));
onKey("k", "Previous row", () => walk(-1));
onKey("ArrowDown", "Next row", () => walk(1));
onKey("ArrowUp", "Previous row", () => walk(-1));
