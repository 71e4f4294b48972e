// @ts-check
/** What is wrong with the fields of a form, in words beside each. */

/** @param {HTMLFormElement} form @param {Record<string, string>} messages by the field's name; none takes the old ones away */
export function markFields(form, messages) {
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const old of form.querySelectorAll(".problem[id^=about-]")) old.remove();
  for (const [name, message] of Object.entries(messages)) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!(field instanceof HTMLElement)) continue;
    const words = document.createElement("p");
    words.className = "problem";
    words.id = `about-${name}`;
    words.textContent = message;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", words.id);
    field.after(words);
  }
  const first = form.querySelector("[aria-invalid]");
  if (first instanceof HTMLElement) first.focus();
}
