// @ts-check
/** Filters take effect when they are changed: <form data-auto-submit>. */

document.addEventListener("change", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-auto-submit]") : null;
  if (form instanceof HTMLFormElement) form.requestSubmit();
});
