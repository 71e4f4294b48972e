// @ts-check
/**
 * The place of a quoted passage, one click away: every <a data-place="…"> shows its box on the page, or plays its
 * seconds, in #evidence-view, and is told as "place:shown". Control-click and the middle button still open the document itself.
 */

import { getJson } from "./api.js";
import { onKey } from "./keyboard.js";
import { around, closeUp, uprightBox, uprightSize, uprightTransform } from "./place_frame.js";
import { toastFailure } from "./toast.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAD_S = 0.4; // sound begins a little before the words and ends a little after
const SHARES = [0.4, 0.72, 1]; // of the page's width: three steps of zoom
const view = /** @type {HTMLElement} */ (document.getElementById("evidence-view"));

/** @type {any} what is shown */
let shown = null;
let share = 0.72;
/** @type {HTMLAudioElement | null} */
let audio = null;
let stopAt = Number.POSITIVE_INFINITY;
/** @type {Element | null} */
let current = null;

/** @param {string} name @param {Record<string, string | number>} [attributes] @param {...(Node | string)} content */
function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...content);
  return made;
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** @param {string} words @param {string} key @param {() => void} run */
function button(words, key, run) {
  const made = element("button", { class: "button small", type: "button", "data-key": key, "data-key-label": words }, words);
  made.append(" ", element("kbd", { "aria-hidden": "true" }, key));
  made.addEventListener("click", run);
  return made;
}

/** @param {string} about @param {...Node} tools */
function head(about, ...tools) {
  const open = element("a", { class: "button small", href: shown.open }, "Open document");
  return element("header", { class: "evidence-head" }, element("strong", {}, shown.title), element("span", { class: "soft" }, about), element("span", { class: "grow" }), ...tools, open);
}

function foot() {
  const hash = element("span", { class: "mono clip", title: shown.source_sha256 }, shown.source_sha256);
  return element("footer", { class: "evidence-foot soft small" }, "SHA-256 of the original ", hash);
}

function drawPage() {
  const size = uprightSize(shown);
  const boxes = shown.boxes.map((/** @type {number[]} */ box) => uprightBox(shown, box));
  const picture = drawn("svg", { class: "evidence-page", role: "img", "aria-label": `Page ${shown.page_number}${boxes.length ? ", the passage marked" : ""}` });
  const turned = drawn("g", { transform: uprightTransform(shown) });
  turned.append(drawn("image", { href: shown.image, width: shown.width, height: shown.height, preserveAspectRatio: "none" }));
  picture.append(turned);
  const margin = size.width * 0.004;
  for (const box of boxes) {
    picture.append(drawn("rect", { class: "evidence-mark", x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height: box.height + 2 * margin, rx: margin }));
  }
  const pages = shown.page_count > 1 ? ` of ${shown.page_count}` : "";
  view.replaceChildren(
    head(`page ${shown.page_number}${pages}`, button("Closer", "+", () => zoom(-1)), button("Wider", "-", () => zoom(1))),
    picture,
    foot(),
  );
  const place = picture.getBoundingClientRect();
  const target = boxes.length ? around(boxes) : { x: 0, y: 0, width: size.width, height: 0 }; // a whole page: its head
  const seen = closeUp(size, target, place.width / Math.max(place.height, 1), boxes.length ? share : 1);
  picture.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
}

/** @param {number} step */
function zoom(step) {
  const at = SHARES.indexOf(share) + step;
  share = SHARES[Math.min(Math.max(at, 0), SHARES.length - 1)];
  if (shown?.kind === "page") drawPage();
}

function drawSound() {
  audio?.pause();
  audio = /** @type {HTMLAudioElement} */ (element("audio", { src: shown.audio, controls: "", preload: "auto", "aria-label": `Recording of ${shown.title}` }));
  audio.addEventListener("timeupdate", () => {
    if (audio && audio.currentTime >= stopAt) {
      audio.pause();
      stopAt = Number.POSITIVE_INFINITY;
    }
  });
  const said = element("p", { class: "evidence-said" }, `… ${shown.before} `, element("mark", {}, shown.words), ` ${shown.after} …`);
  view.replaceChildren(head(`at ${shown.at}`, button("Play again", "l", play)), element("div", { class: "evidence-sound" }, audio, said), foot());
  play();
}

function play() {
  if (!audio) return;
  audio.currentTime = Math.max(shown.start_s - LEAD_S, 0);
  stopAt = shown.end_s + LEAD_S;
  audio.play().catch((failure) => {
    // a browser that wants a click first leaves its own play button; anything else is a fault worth seeing
    if (failure.name !== "NotAllowedError" && failure.name !== "AbortError") throw failure;
  });
}

function drawNothing() {
  view.replaceChildren(head(""), element("p", { class: "empty" }, "These words stand on no page and in no recording: a person typed them."), foot());
}

/** Show the place that a link names. @param {HTMLElement} link */
export async function showPlace(link) {
  current?.removeAttribute("aria-current");
  current = link;
  link.setAttribute("aria-current", "true");
  try {
    const found = await getJson(link.dataset.place ?? "");
    if (current !== link) return;
    audio?.pause();
    audio = null;
    shown = found;
    if (shown.kind === "page") drawPage();
    else if (shown.kind === "sound") drawSound();
    else drawNothing();
    document.dispatchEvent(new CustomEvent("place:shown", { detail: shown }));
  } catch (failure) {
    toastFailure(failure);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-place]") : null;
  if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  void showPlace(link);
});
window.addEventListener("resize", () => {
  if (shown?.kind === "page") drawPage();
});
onKey("e", "Show the evidence of this code", () => {
  const row = document.activeElement?.closest("[data-code]") ?? document.querySelector("[data-code]");
  const link = row?.querySelector("a[data-place]");
  if (link instanceof HTMLElement) void showPlace(link);
});
