// @ts-check
/** Looks into the scanner's folder while the page is open, and shows what is to be said about the scan that arrived. */

import { getPart } from "./api.js";

const LOOK_EVERY_MS = 1000;
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-scan-test]"));

async function look() {
  const shown = /** @type {HTMLElement} */ (place);
  const seen = shown.querySelector("[data-arrival]")?.getAttribute("data-arrival") ?? "";
  const part = await getPart(`${shown.dataset.scanTest}?seen=${seen}`).catch(() => "");
  if (part) shown.innerHTML = part; // the server renders it; a page that has not changed answers nothing
  window.setTimeout(() => void look(), LOOK_EVERY_MS);
}

if (place) window.setTimeout(() => void look(), LOOK_EVERY_MS);
