// @ts-check
/** A form that was sent is not sent a second time by an impatient click. */

document.addEventListener("submit", (event) => {
  const form = event.target;
  // a form that a script handles, or whose answer is a file, stays usable
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== "post") return;
  const pressed = event.submitter;
  if (pressed instanceof HTMLButtonElement && pressed.hasAttribute("formaction")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});

// back from the browser's own memory: the form may be sent again
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
});
