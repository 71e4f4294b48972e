// @ts-check
/**
 * The coder's lists: j and k walk, a accepts, a number takes a choice, r rejects, u takes back, Alt with the arrows puts
 * in order, p and a letter says whether it was present on admission. Each decision is sent at once and the lists come
 * back as the server has them; what was open or half typed stays, and the focus goes to the next code.
 */

import { csrfToken, errorFrom, getPart } from "./api.js";
import { showPlace } from "./evidence_view.js";
import { onKey } from "./keyboard.js";
import { toast, toastFailure } from "./toast.js";

const STILL_FOR_MS = 180; // evidence is fetched when the walk pauses
const panel = /** @type {HTMLElement} */ (document.getElementById("case-panel"));
let pause = 0;

/** @returns {HTMLElement[]} rows in sight */
function rows() {
  const all = [...panel.querySelectorAll("[data-code]")];
  return all.filter((row) => row instanceof HTMLElement && row.checkVisibility());
}

/** @returns {HTMLElement | null} */
function currentRow() {
  const row = document.activeElement?.closest("[data-code]");
  return row instanceof HTMLElement ? row : null;
}

/** @param {HTMLElement | undefined} row */
function goTo(row) {
  if (!row) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** @param {number} step */
function walk(step) {
  const all = rows();
  const at = all.findIndex((row) => row === currentRow());
  const undecided = all.find((row) => !row.matches("[data-assigned], [data-rejected]"));
  goTo(at < 0 ? undecided ?? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

/** Press a button of the current row. @param {string} act */
function press(act) {
  const row = currentRow();
  // "accept" on a code that is not complete goes to its choices
  const found = row?.querySelector(`[data-act="${act}"]`) ?? (act === "accept" ? row?.querySelector("[data-choice]") : null);
  if (found instanceof HTMLElement && found.hasAttribute("data-choice")) return found.focus();
  if (!(found instanceof HTMLElement)) return;
  found.click();
  const details = found.closest("details.reject[open]");
  if (details) goToReasons(details);
}

/** @param {string} indicator */
function pressOnset(indicator) {
  const found = currentRow()?.querySelector(`[data-onset="${indicator}"]`);
  if (found instanceof HTMLElement) found.click();
}

/** The keys that follow choose a reason. @param {Element} details */
function goToReasons(details) {
  const first = details.querySelector("input[type=radio]");
  if (first instanceof HTMLElement && !details.contains(document.activeElement?.closest("form") ?? null)) {
    first.focus({ preventScroll: true });
  }
  details.querySelector("form")?.scrollIntoView({ block: "nearest" });
}

/** @returns {string[]} codes in the order of the lists, for finding the next one */
function order() {
  return rows().map((row) => row.dataset.code ?? "");
}

/** @returns {(HTMLTextAreaElement | HTMLSelectElement)[]} */
function fields() {
  const all = [...panel.querySelectorAll(".query-form textarea, .query-form select")];
  return /** @type {(HTMLTextAreaElement | HTMLSelectElement)[]} */ (all);
}

/** @param {HTMLTextAreaElement | HTMLSelectElement} field @returns {string} */
function nameOf(field) {
  const about = field.form ? new FormData(field.form).get("about") : "";
  return `${field.form?.getAttribute("action")} ${about} ${field.name}`;
}

/** What was changed in the questions and is not sent yet. @returns {[string, string][]} */
function halfTyped() {
  const changed = fields().filter((one) =>
    one instanceof HTMLTextAreaElement ? one.value !== one.defaultValue : !one.selectedOptions[0]?.defaultSelected,
  );
  return changed.map((one) => [nameOf(one), one.value]);
}

/** Put the server's lists in place. @param {string} html */
function renew(html) {
  const open = [...panel.querySelectorAll("[data-keep-open][open]")].map((one) => one.getAttribute("data-keep-open"));
  const top = panel.scrollTop;
  const typed = halfTyped();
  panel.innerHTML = html;
  for (const [name, value] of typed) for (const field of fields().filter((one) => nameOf(one) === name)) field.value = value;
  for (const element of panel.querySelectorAll("[data-without-script]")) element.setAttribute("hidden", "");
  for (const details of panel.querySelectorAll("[data-keep-open]")) {
    if (open.includes(details.getAttribute("data-keep-open"))) details.setAttribute("open", "");
  }
  panel.scrollTop = top;
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} pressed */
async function decide(form, pressed) {
  const sent = new FormData(form);
  if (pressed instanceof HTMLButtonElement && pressed.name) sent.set(pressed.name, pressed.value);
  const code = String(sent.get("code") ?? "");
  const before = order();
  const headers = { Accept: "application/json, text/html", "X-CSRF-Token": csrfToken() };
  try {
    const body = new URLSearchParams([...sent].map(([name, value]) => [name, String(value)]));
    const response = await fetch(form.getAttribute("action") ?? "", { method: "POST", headers, body, redirect: "error" });
    if (!response.ok) throw errorFrom(response.status, await response.text());
    const html = await response.text();
    for (const field of form.querySelectorAll("textarea")) field.value = field.defaultValue; // it is kept now
    renew(html);
    if (form.hasAttribute("data-asks")) focusOn("[data-query] textarea");
    else if (form.closest(".is-query")) focusOn("[data-keep-open=questions] > summary");
    else focusAfter(code, before, sent.has("move") || form.hasAttribute("data-stays") || sent.get("action") === "add");
  } catch (failure) {
    toastFailure(failure instanceof TypeError ? errorFrom(0, "") : failure);
    if (!(failure instanceof TypeError)) await refresh();
  }
}

/** @param {string} selector */
function focusOn(selector) {
  const found = panel.querySelector(selector);
  if (found instanceof HTMLElement) found.focus();
}

/** @param {string} code @param {string[]} before @param {boolean} stay */
function focusAfter(code, before, stay) {
  const now = rows();
  const find = (/** @type {string | undefined} */ wanted) => now.find((row) => row.dataset.code === wanted);
  const next = before.slice(before.indexOf(code) + 1).find((one) => find(one));
  goTo((stay ? find(code) : find(next)) ?? find(code) ?? now[0]);
}

/** The lists as the server has them now. */
async function refresh() {
  try {
    const code = currentRow()?.dataset.code;
    renew(await getPart(panel.dataset.panel ?? ""));
    if (code) goTo(rows().find((row) => row.dataset.code === code));
  } catch (failure) {
    toastFailure(failure);
  }
}

panel.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-decision")) return;
  if (event.submitter?.hasAttribute("data-complete")) return; // a search, and code_search.js does it
  event.preventDefault();
  const reason = form.querySelector("input[name=reason]:checked");
  const text = form.querySelector("input[name=reason_text]");
  if (reason instanceof HTMLInputElement && reason.value === "other" && text instanceof HTMLInputElement && !text.value.trim()) {
    text.focus();
    toast("Say in a few words why", "warning");
    return;
  }
  void decide(form, event.submitter);
});

panel.addEventListener("toggle", onToggle, true);

/** @param {Event} event */
function onToggle(event) {
  const details = event.target;
  if (!(details instanceof HTMLDetailsElement) || !details.matches(".reject") || !details.open) return;
  for (const other of panel.querySelectorAll("details.reject[open]")) if (other !== details) other.removeAttribute("open");
  goToReasons(details);
}

panel.addEventListener("keydown", (event) => {
  const details = event.target instanceof Element ? event.target.closest("details.reject[open]") : null;
  if (!details) return;
  if (event.key !== "Escape") {
    event.stopPropagation(); // the arrows choose a reason here, and letters are no decisions
    return;
  }
  event.preventDefault();
  details.removeAttribute("open");
  goTo(/** @type {HTMLElement | undefined} */ (details.closest("[data-code]") ?? undefined));
});

panel.addEventListener("focusin", (event) => {
  window.clearTimeout(pause); // whoever goes on at once, or clicks a passage, is not interrupted
  if (!(event.target instanceof HTMLElement) || !event.target.matches("[data-code]")) return;
  const link = event.target.querySelector("a[data-place]");
  if (link instanceof HTMLElement) pause = window.setTimeout(() => void showPlace(link), STILL_FOR_MS);
});

document.addEventListener("visibilitychange", () => {
  const typing = panel.querySelector("input:focus, textarea:focus, select:focus") !== null;
  if (document.visibilityState === "visible" && !typing) void refresh();
});

onKey("j", "Next code", () => walk(1));
onKey("k", "Previous code", () => walk(-1));
onKey("ArrowDown", "Next code", () => walk(1));
onKey("ArrowUp", "Previous code", () => walk(-1));
onKey("a", "Accept (or complete) this code", () => press("accept"));
onKey("r", "Reject this code…", () => press("reject"));
onKey("u", "Take the decision back", () => press("undo"));
onKey("f", "Make this the first code", () => press("first"));
onKey("Alt+ArrowUp", "Move this code up", () => press("up"));
onKey("Alt+ArrowDown", "Move this code down", () => press("down"));
onKey("w", "Ask a physician about this code", () => press("ask"));
onKey("p y", "Present on admission: yes", () => pressOnset("Y"));
onKey("p n", "Present on admission: no", () => pressOnset("N"));
onKey("p u", "Present on admission: the record does not say", () => pressOnset("U"));
onKey("p w", "Present on admission: clinically undetermined", () => pressOnset("W"));
onKey("p e", "Present on admission: exempt", () => pressOnset("exempt"));

panel.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
  const choice = currentRow()?.querySelector(`[data-choice="${event.key}"]`);
  if (!(choice instanceof HTMLElement)) return;
  event.preventDefault();
  choice.click();
});
