// @ts-check
/** After a search the first hit has the focus: Enter opens it. */

const first = document.querySelector("[data-rows] .row-link");
if (first instanceof HTMLElement) first.focus();
