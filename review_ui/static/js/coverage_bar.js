// @ts-check
/** Shows what was seen and heard: marks on the list of pages, a bar under the waveform, a line above the approval. */

/** @typedef {import("./sound_heard.js").Span} Span */

const UNHEARD_FROM_S = 0.3; // as storage/review_coverage.py counts gaps

/** Mark the pages that were seen whole, in the list of pages and in the line. @param {Set<string>} whole ids */
export function showPages(whole) {
  const links = [...document.querySelectorAll("[data-page-list] [data-page-id]")];
  for (const link of links) {
    const isSeen = whole.has(link.getAttribute("data-page-id") ?? "");
    if (isSeen && !link.classList.contains("is-shown")) link.append(seenMark());
    link.classList.toggle("is-shown", isSeen);
  }
  const meter = meterOf();
  if (!meter) return;
  meter.value = Math.min(whole.size, meter.max);
  say(`${meter.value} of ${meter.max} ${meter.max === 1 ? "page" : "pages"} seen`);
}

function seenMark() {
  const mark = document.createElement("span");
  mark.className = "shown-mark";
  mark.title = "seen";
  const words = document.createElement("span");
  words.className = "only-read-aloud";
  words.textContent = ", seen";
  mark.append(words);
  return mark;
}

/** @param {Span[]} heard in order @param {number} durationS */
export function showSound(heard, durationS) {
  if (!(durationS > 0)) return;
  const bar = soundBar();
  const pieces = heard.map(([from, to]) => {
    const piece = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x: from, y: 0, width: Math.max(to - from, 0), height: 1 })) piece.setAttribute(name, String(value));
    return piece;
  });
  const seconds = durationS - unheard(heard, durationS).reduce((sum, [from, to]) => sum + to - from, 0);
  const words = `${clock(seconds)} of ${clock(durationS)} played`;
  bar?.setAttribute("viewBox", `0 0 ${durationS} 1`);
  bar?.setAttribute("aria-label", words);
  bar?.replaceChildren(...pieces);
  const meter = meterOf();
  if (!meter) return;
  meter.value = seconds;
  say(words);
}

/** What nobody heard, in order. @param {Span[]} heard in order and apart @param {number} durationS @returns {Span[]} */
export function unheard(heard, durationS) {
  /** @type {Span[]} */
  const found = [];
  let reached = 0;
  for (const [from, to] of [...heard, /** @type {Span} */ ([durationS, durationS])]) {
    if (from - reached > UNHEARD_FROM_S) found.push([reached, from]);
    reached = Math.max(reached, to);
  }
  return found;
}

/** @returns {SVGSVGElement | null} under the waveform; made when it is first needed */
function soundBar() {
  const there = document.querySelector("[data-heard-bar]");
  if (there instanceof SVGSVGElement) return there;
  const wave = document.querySelector(".player-wave");
  if (!wave) return null;
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  bar.setAttribute("data-heard-bar", "");
  bar.setAttribute("class", "heard-bar");
  bar.setAttribute("role", "img");
  bar.setAttribute("preserveAspectRatio", "none");
  wave.after(bar);
  return bar;
}

/** @returns {HTMLMeterElement | null} */
function meterOf() {
  const meter = document.querySelector("[data-coverage-meter]");
  return meter instanceof HTMLMeterElement ? meter : null;
}

/** @param {string} words */
function say(words) {
  const line = document.querySelector("[data-coverage-words]");
  if (line && line.textContent !== words) line.textContent = words;
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
