// @ts-check
/** What every page has: keys and their list, colours, hints, menus that close, forms sent once, the guard for absent people. */

import "./keyboard.js";
import "./key_help.js";
import "./colours.js";
import "./hints.js";
import "./session_guard.js";
import "./send_once.js";

document.documentElement.classList.add("has-script");
for (const element of document.querySelectorAll("[data-without-script]")) element.setAttribute("hidden", "");

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.removeAttribute("open");
  open.querySelector("summary")?.focus();
});
