// @ts-check
/** The page "Your keys": another key for an action, told when another action has it, put back one by one or all at once. */

import { hide, isModifier, problemWith } from "./key_choice.js";
import { keysElement, nameOf, shownKeys } from "./key_names.js";
import { ownKeys } from "./own_keys.js";
import { personal, setPersonal } from "./personal.js";
import { toast, toastFailure } from "./toast.js";

const rows = [...document.querySelectorAll(".own-keys li")].map((row) => /** @type {HTMLElement} */ (row));
const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog[data-capture]"));
/** @type {HTMLElement | null} the row whose key is asked for */
let asked = null;
let captured = "";

/** @param {HTMLElement} row @returns {string} what is pressed for it now */
function keysOf(row) {
  const keys = row.dataset.default ?? "";
  const action = (row.dataset.name ?? "").slice(0, -keys.length - 1);
  return row.dataset.name ? ownKeys(action, keys) : keys;
}

function showAll() {
  for (const row of rows) {
    const keys = keysOf(row);
    const shown = keysElement(keys);
    if (!keys) shown.textContent = "no key";
    shown.classList.toggle("is-own", keys !== row.dataset.default);
    row.querySelector(".keys")?.replaceWith(shown);
  }
}

/** @param {HTMLElement} row @param {string} keys @returns {HTMLElement[]} other actions that have them there */
function inTheWay(row, keys) {
  const list = row.closest("[data-section]");
  const sections = (list?.getAttribute("data-meets") ?? "").split(" ");
  return rows.filter((other) => {
    const section = other.closest("[data-section]")?.getAttribute("data-section") ?? "";
    return other.dataset.name !== row.dataset.name && sections.includes(section) && hide(keysOf(other), keys);
  });
}

/** @param {Record<string, any>} keys */
async function save(keys) {
  const before = personal("keys");
  try {
    const saved = setPersonal("keys", keys);
    showAll();
    await saved;
    toast("Your keys are kept.", "good");
  } catch (failure) {
    void setPersonal("keys", before).catch(() => undefined); // told below: what could not be saved is not shown as set
    showAll();
    toastFailure(failure);
  }
}

/** @param {HTMLElement} row */
function ask(row) {
  asked = row;
  part("[data-capture-label]").textContent = row.dataset.label ?? "";
  showCaptured("");
  dialog.showModal();
  part("[data-captured]").focus();
}

/** @param {string} keys */
function showCaptured(keys) {
  captured = keys;
  part("[data-captured]").replaceChildren(keys ? keysElement(keys) : "…");
  part("[data-capture-problem]").textContent = keys && asked ? problemWith(keys) || told(asked, keys) : "";
}

/** @param {HTMLElement} row @param {string} keys @returns {string} */
function told(row, keys) {
  const others = inTheWay(row, keys);
  const other = others.find((one) => !one.dataset.name) ?? others[0];
  if (!other) return "";
  const has = `${shownKeys(keysOf(other))} already does this: ${other.dataset.label}${others.length > 1 ? ` (and ${others.length - 1} more)` : ""}.`;
  return other.dataset.name ? `${has} Enter takes it from there, and that is left without a key.` : `${has} It cannot be taken.`;
}

function keep() {
  if (!asked || !captured || problemWith(captured)) return;
  const keys = { ...personal("keys") };
  const others = inTheWay(asked, captured);
  if (others.some((other) => !other.dataset.name)) return; // it says so: a fixed key cannot be taken
  for (const other of others) keys[other.dataset.name ?? ""] = "";
  chosen({ ...keys, [asked.dataset.name ?? ""]: captured });
}

/** @param {Record<string, any>} keys */
function chosen(keys) {
  for (const row of rows) if (row.dataset.name && keys[row.dataset.name] === row.dataset.default) delete keys[row.dataset.name];
  dialog.close();
  asked?.querySelector("button")?.focus();
  void save(keys);
}

/** @param {string} what */
function act(what) {
  const name = asked?.dataset.name ?? "";
  if (what === "keep") keep();
  else if (what === "none") chosen({ ...personal("keys"), [name]: "" });
  else if (what === "default") {
    const { [name]: _, ...others } = personal("keys");
    chosen(others);
  } else dialog.close();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const key = nameOf(event);
  const simple = { Enter: "keep", Backspace: "none", Delete: "default", Escape: "leave" }[key];
  if (event.target instanceof HTMLButtonElement && (key === "Enter" || key === " ")) return;
  if (key === "Tab" || key === "Shift+Tab") return;
  event.preventDefault();
  if (simple) act(simple);
  else if (!isModifier(key)) showCaptured(isPlain(captured) && isPlain(key) && !event.repeat ? `${captured} ${key}` : key);
}

/** Two plain keys may follow each other ("g w"). @param {string} key @returns {boolean} */
function isPlain(key) {
  return key.length === 1;
}

/** @param {string} selector @returns {HTMLElement} */
function part(selector) {
  return /** @type {HTMLElement} */ (dialog.querySelector(selector));
}

for (const row of rows) row.querySelector("[data-change]")?.addEventListener("click", () => ask(row));
dialog.addEventListener("keydown", pressed);
dialog.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (button) act(button.getAttribute("data-do") ?? "");
});
document.querySelector("[data-reset-all]")?.addEventListener("click", () => void save({}));
showAll();
