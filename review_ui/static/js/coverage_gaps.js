// @ts-check
/** Approval was stopped because something was not seen, heard or confirmed: names it, and leads there. */

import { postJson } from "./api.js";
import { toastFailure } from "./toast.js";

/** @typedef {{words: string, page_number: number | null, start_s: number | null, token_id: string}} Gap */

/** @param {HTMLFormElement} form that verifies @param {{gaps: Gap[], may_go_on: boolean}} answer */
export function showGaps(form, { gaps, may_go_on }) {
  const place = document.querySelector("[data-missing]");
  if (!place) return;
  const list = document.createElement("ul");
  list.className = "still-missing is-refused";
  list.append(...gaps.map(lineOf));
  const after = document.createElement("p");
  after.className = "small";
  after.textContent = may_go_on
    ? "Go there, or press Verify again to file it all the same."
    : "It can be verified when everything was seen, heard and confirmed.";
  place.setAttribute("role", "alert");
  place.replaceChildren(list, after);
  place.scrollIntoView({ block: "nearest" });
  if (may_go_on) goOnWith(form);
}

/** @param {Element} list @param {Gap[]} gaps */
export function showLeft(list, gaps) {
  list.replaceChildren(...gaps.map(lineOf));
  if (gaps.length > 0) return;
  const line = document.createElement("li");
  line.textContent = "Nothing is left.";
  list.append(line);
}

/** @param {Gap} gap */
function lineOf({ words, page_number, start_s, token_id }) {
  const line = document.createElement("li");
  const said = words.charAt(0).toUpperCase() + words.slice(1);
  if (page_number === null && start_s === null) {
    line.textContent = said;
    return line;
  }
  const link = document.createElement("a");
  link.href = page_number === null ? "#at" : `?page=${page_number}`;
  if (page_number === null) link.dataset.seek = String(start_s);
  else link.dataset.pageLink = String(page_number);
  link.textContent = said;
  line.append(link);
  if (token_id) line.append(" ", confirmButton(token_id));
  return line;
}

/** A word of a report that was never marked as doubtful is confirmed right here. @param {string} tokenId */
function confirmButton(tokenId) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = "It is right";
  button.addEventListener("click", async () => {
    const page = document.querySelector("[data-review]");
    try {
      await postJson(`/documents/${page?.getAttribute("data-document")}/critical`, { tokens: tokenId });
      button.replaceWith("· confirmed");
    } catch (failure) {
      toastFailure(failure);
    }
  });
  return button;
}

/** The next press of the button is the person's word that they know. @param {HTMLFormElement} form */
function goOnWith(form) {
  if (form.elements.namedItem("unseen_ok")) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "unseen_ok";
  field.value = "yes";
  form.append(field);
}
