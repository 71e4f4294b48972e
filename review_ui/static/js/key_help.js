// @ts-check
/** The "?" dialog: every key of this page. */

import { keysElement } from "./key_names.js";
import { allShortcuts, onKey } from "./keyboard.js";

/** Keys of the text itself, as a template lists them: "Enter: Correct this word; F2: …". @returns {{keys: string, label: string}[]} */
function textKeys() {
  const listed = [...document.querySelectorAll("[data-text-keys]")].map((one) => one.getAttribute("data-text-keys") ?? "");
  return listed.flatMap((line) => line.split("; ")).map((one) => {
    const [keys, label] = one.split(": ");
    return { keys, label };
  });
}

/** @returns {HTMLDialogElement} */
function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "key-help-title");
  const head = document.createElement("header");
  const title = document.createElement("h2");
  title.id = "key-help-title";
  title.textContent = "Keys on this page";
  const close = document.createElement("button");
  close.className = "button small";
  close.type = "button";
  close.textContent = "Close (Esc)";
  close.addEventListener("click", () => dialog.close());
  const change = document.createElement("a");
  change.className = "button small";
  change.href = "/me/keys";
  change.textContent = "Change keys";
  const sides = document.createElement("div");
  sides.className = "side-actions";
  sides.append(change, close);
  head.append(title, sides);
  const body = document.createElement("div");
  body.className = "dialog-body";
  body.tabIndex = 0;
  const list = document.createElement("ul");
  list.className = "key-list";
  body.append(list);
  dialog.append(head, body);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}

/** Open the dialog. */
export function showKeys() {
  const dialog = makeDialog();
  const list = dialog.querySelector(".key-list");
  const seen = new Set();
  for (const { keys, label } of [...allShortcuts(), ...textKeys()]) {
    if (!label || seen.has(keys)) continue;
    seen.add(keys);
    const line = document.createElement("li");
    line.append(label, keysElement(keys));
    list?.append(line);
  }
  dialog.showModal();
}

onKey("?", "Show this list", showKeys);
for (const button of document.querySelectorAll("[data-show-keys]")) button.addEventListener("click", showKeys);
