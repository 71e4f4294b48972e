// @ts-check
/**
 * Places of the page that are no printed words (handwriting, writing that was not read): the list under the text and
 * the outlines on the paper belong together, and an answer renews the page.
 */

import { postJson, ServerError } from "./api.js";
import { toastFailure } from "./toast.js";

/** @typedef {import("./page_view.js").PageView} PageView */

export class PagePlaces {
  /** @param {HTMLElement} sheet @param {{view: PageView | null, mayEdit: boolean, ready: () => Promise<boolean>, answered: () => void}} page */
  constructor(sheet, page) {
    this.page = page;
    /** @type {HTMLFormElement[]} */
    this.forms = [...sheet.querySelectorAll("form[data-place]")].filter((one) => one instanceof HTMLFormElement);
    for (const form of this.forms) {
      const box = sheet.querySelector(`[data-place-box="${CSS.escape(form.dataset.place ?? "")}"]`);
      form.addEventListener("submit", (event) => void this.#submitted(event, form));
      form.addEventListener("focusin", () => this.#pointAt(box));
      form.addEventListener("focusout", () => box?.classList.remove("is-current"));
      box?.addEventListener("click", () => fieldOf(form)?.focus());
      if (!page.mayEdit) for (const part of form.querySelectorAll("input, button")) part.toggleAttribute("disabled", true);
    }
  }

  /** Go to the first place that has to be answered. @returns {boolean} false when there is none, or it has the focus already */
  goToOpen() {
    const open = this.forms.find((form) => form.classList.contains("is-open") && !form.contains(document.activeElement));
    const field = this.page.mayEdit && open ? fieldOf(open) : null;
    field?.focus();
    return field !== null;
  }

  /** @param {Element | null} box */
  #pointAt(box) {
    if (!(box instanceof SVGRectElement)) return;
    box.classList.add("is-current");
    const { x, y, width, height } = box;
    this.page.view?.follow({
      x: x.baseVal.value,
      y: y.baseVal.value,
      width: width.baseVal.value,
      height: height.baseVal.value,
    });
  }

  /** @param {SubmitEvent} event @param {HTMLFormElement} form */
  async #submitted(event, form) {
    event.preventDefault();
    const field = fieldOf(form);
    const answer = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "text";
    if (answer === "text" && !field?.value.trim()) return field?.focus();
    if (!(await this.page.ready())) return;
    try {
      const given = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrf_token");
      await postJson(new URL(form.action).pathname, Object.fromEntries(given));
      this.page.answered();
    } catch (failure) {
      if (!(failure instanceof ServerError)) throw failure;
      toastFailure(failure);
    }
  }
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement | null} */
function fieldOf(form) {
  const field = form.querySelector("input[name=text]");
  return field instanceof HTMLInputElement ? field : null;
}
