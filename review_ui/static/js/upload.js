// @ts-check
/**
 * Adding files with progress: each file travels by itself to /api/documents, two at a time, under one batch.
 * Without script the form sends them all at once and works the same.
 */

import { postJson, ServerError } from "./api.js";
import { acceptDrops } from "./drop_zone.js";
import { markFields } from "./field_problems.js";
import { FileLine } from "./file_line.js";
import { sendFile } from "./send_file.js";
import { toastFailure } from "./toast.js";

const AT_ONCE = 2;
const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-upload]"));
const picker = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
const panel = /** @type {HTMLElement} */ (form.querySelector("[data-upload-list-panel]"));
const list = /** @type {HTMLElement} */ (form.querySelector("[data-upload-list]"));
const summary = /** @type {HTMLElement} */ (form.querySelector("[data-upload-summary]"));
const problem = /** @type {HTMLElement} */ (form.querySelector("[data-upload-problem]"));
const largestBytes = Number(form.dataset.largestBytes);
/** @type {FileLine[]} */
let lines = [];

/** @param {Iterable<File>} files */
function choose(files) {
  for (const file of files) {
    const line = new FileLine(file, () => forget(line));
    if (file.size > largestBytes) line.fail("It is larger than this site accepts. Split it, or ask for a higher limit.");
    lines.push(line);
    list.append(line.element);
  }
  panel.hidden = lines.length === 0;
  count();
}

/** @param {FileLine} line */
function forget(line) {
  lines = lines.filter((one) => one !== line);
  line.element.remove();
  panel.hidden = list.childElementCount === 0;
  count();
}

function count() {
  const added = lines.filter((line) => line.state === "added").length;
  const failed = lines.filter((line) => line.state === "failed").length;
  const parts = [`${lines.length} ${lines.length === 1 ? "file" : "files"}`];
  if (added > 0) parts.push(`${added} added`);
  if (failed > 0) parts.push(`${failed} not added`);
  summary.textContent = parts.join(", ");
}

/** @returns {Record<string, string>} */
function indexFields() {
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  delete fields.csrf_token;
  return /** @type {Record<string, string>} */ (fields);
}

/** @param {FileLine} line @param {Record<string, string>} fields */
async function add(line, fields) {
  try {
    line.begin();
    const received = await sendFile(line.file, fields, (share) => line.progress(share));
    line.succeed(received);
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    line.fail(`${failure.message}. ${failure.remedy}.`);
    if (Object.keys(failure.fields).length > 0) markFields(form, failure.fields);
  }
  count();
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  event.preventDefault();
  problem.replaceChildren();
  markFields(form, {});
  const waiting = lines.filter((line) => line.mayBeSent);
  if (waiting.length === 0) {
    picker.focus();
    return toastFailure(new ServerError({ code: "", message: "No file is chosen", remedy: "Choose or drop files first" }, 0));
  }
  try {
    const { batch_id } = await postJson("/api/batches");
    const fields = { ...indexFields(), batch_id };
    const work = Array.from({ length: AT_ONCE }, async () => {
      for (let line = waiting.shift(); line; line = waiting.shift()) await add(line, fields);
    });
    await Promise.all(work);
  } catch (failure) {
    toastFailure(failure);
  }
}

picker.addEventListener("change", () => {
  choose(picker.files ?? []);
  picker.value = "";
});
form.addEventListener("submit", (event) => void submitted(event));
form.addEventListener("reset", () => {
  lines = [];
  list.replaceChildren();
  panel.hidden = true;
  markFields(form, {});
  problem.replaceChildren();
});
acceptDrops(/** @type {HTMLElement} */ (form.querySelector("[data-drop-zone]")), choose);
