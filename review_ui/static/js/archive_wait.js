// @ts-check
/** Waits for the archive that was called for, then goes there. */

import { getJson } from "./api.js";

const LOOK_EVERY_MS = 700;
const waiting = document.querySelector("[data-archive-wait]");

async function look() {
  const answer = await getJson(/** @type {HTMLElement} */ (waiting).dataset.archiveWait ?? "").catch(() => ({ ready: false }));
  if (answer.ready && answer.href) location.assign(answer.href);
  else if (answer.ready) location.reload();
  else window.setTimeout(() => void look(), LOOK_EVERY_MS);
}

if (waiting) void look();
