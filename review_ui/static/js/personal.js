// @ts-check
/**
 * What this person set for herself, kept on the server (storage/personal_settings.py lists the names). Use:
 *
 *   import { personal, setPersonal } from "./personal.js";
 *   const sound = personal("sound");                  // an object, {} when nothing is set
 *   await setPersonal("sound", { ...sound, speed: 1.5 });
 *
 * Read once from the page (templates/base.html); what is set here is seen at once, and saved in order. Nothing about a
 * patient belongs in it.
 */

import { postJson } from "./api.js";

/** @type {Record<string, Record<string, any>>} */
const settings = readFromPage();
/** @type {Promise<unknown>} */
let saving = Promise.resolve();

/** @returns {Record<string, Record<string, any>>} */
function readFromPage() {
  const written = document.querySelector('meta[name="personal"]')?.getAttribute("content");
  return written ? JSON.parse(written) : {};
}

/** @param {string} name @returns {Record<string, any>} what is set under the name; {} when nothing is */
export function personal(name) {
  return settings[name] ?? {};
}

/**
 * @param {string} name @param {Record<string, any>} value in place of what was set
 * @returns {Promise<void>} when the server has it; a ServerError of api.js when it does not
 */
export function setPersonal(name, value) {
  settings[name] = value;
  const sent = saving.then(() => postJson(`/me/settings/${name}`, value));
  saving = sent.catch(() => undefined); // the next one is sent all the same; who asked is told of this one
  return sent;
}
