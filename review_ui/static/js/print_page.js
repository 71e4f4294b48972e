// @ts-check
/** Prints the page after the server has written down who does. */

import { csrfToken } from "./api.js";
import { toast } from "./toast.js";

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", async () => {
    const headers = { "X-CSRF-Token": csrfToken() };
    const answer = await fetch(button.getAttribute("data-print") ?? "", { method: "POST", headers }).catch(() => null);
    if (answer?.ok) window.print();
    else toast("It could not be written down that you print this, so it is not printed. Try again.", "bad");
  });
}
