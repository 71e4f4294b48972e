// @ts-check
/**
 * "Who is this?" by keyboard: the search field has the focus from the start. Enter takes the marked patient, typing
 * looks for another, arrows mark one, "?" in the empty field lays the chart aside, Alt N opens the form for a new one.
 *
 * Enter never takes a patient whom the person has not seen: while what was typed is still being looked for, it waits.
 */
import { postJson } from "./api.js";
import { onKey } from "./keyboard.js";
import { toastFailure } from "./toast.js";

const TYPING_PAUSE_MS = 120;
const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-who]"));
const field = /** @type {HTMLInputElement | null} */ (page?.querySelector("[data-who-typed]") ?? null);
const found = /** @type {HTMLElement | null} */ (page?.querySelector("[data-who-found]") ?? null);
let lookedFor = "";
let newest = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;
const atFirst = found?.innerHTML ?? "";

/** @returns {HTMLInputElement[]} */
function choices() {
  return /** @type {HTMLInputElement[]} */ ([...(found?.querySelectorAll("[data-who-choice]") ?? [])]);
}

/** @param {number} step */
function mark(step) {
  const all = choices();
  if (all.length === 0) return;
  const here = all.findIndex((one) => one.checked);
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
  next.checked = true;
  next.closest("li")?.scrollIntoView({ block: "nearest" });
  tell(`${all.indexOf(next) + 1} of ${all.length}: ${next.closest("label")?.textContent?.replace(/\s+/g, " ").trim() ?? ""}`);
}

/** What a screen reader says while the focus stays in the field. @param {string} words */
function tell(words) {
  const said = page?.querySelector("[data-who-said]");
  if (said) said.textContent = words;
}

async function look() {
  clearTimeout(pause);
  if (!page || !field || !found || field.value.trim() === lookedFor) return;
  const typed = field.value.trim();
  const mine = ++newest;
  try {
    const html = typed ? (await postJson(`/documents/${page.dataset.who}/who/search`, { typed })).part : atFirst;
    if (mine !== newest) return;
    found.innerHTML = html;
    lookedFor = typed;
    tell(choices().length === 1 ? "1 patient" : `${choices().length} patients`);
  } catch (failure) {
    toastFailure(failure);
  }
}

/** @param {KeyboardEvent} event */
function keyInField(event) {
  if (!field || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    mark(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "?" && field.value === "") {
    event.preventDefault();
    layAside();
  } else if (event.key === "Enter") {
    event.preventDefault();
    void take();
  }
}

async function take() {
  if (!field || !found) return;
  if (field.value.trim() !== lookedFor) return look(); // what is shown answers something else: show, then ask again
  if (choices().some((one) => one.checked)) return field.form?.requestSubmit();
  if (choices().length === 0) return openNew();
  mark(1);
}

function openNew() {
  const form = /** @type {HTMLFormElement | null} */ (page?.querySelector("[data-who-new-form]") ?? null);
  form?.closest("details")?.setAttribute("open", "");
  const fields = /** @type {HTMLInputElement[]} */ ([...(form?.querySelectorAll("input[name=name], input[name=dob]") ?? [])]);
  if (fields[0] && !fields[0].value && field && /^\D+$/.test(field.value.trim())) fields[0].value = field.value.trim();
  (fields.find((one) => one.value === "") ?? fields[0])?.focus();
}

function layAside() {
  const form = /** @type {HTMLFormElement | null} */ (page?.querySelector("[data-who-aside]") ?? null);
  form?.closest("details")?.setAttribute("open", "");
  const note = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[name=note]") ?? null);
  note?.focus();
}

field?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => void look(), TYPING_PAUSE_MS);
});
field?.addEventListener("keydown", keyInField);
page?.querySelector("[data-who-new]")?.addEventListener("click", openNew);
onKey("Alt+n", "New patient", openNew, { whileTyping: true });
onKey("Alt+s", "Type to search", () => field?.focus(), { whileTyping: true });
const first = /** @type {HTMLElement | null} */ (page?.querySelector("[data-who-first]") ?? field);
if (page?.querySelector("[aria-invalid], [role=alert]")) openNew();
else first?.focus();
