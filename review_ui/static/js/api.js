// @ts-check
/**
 * Talking to the server. Use:
 *
 *   import { getJson, postJson, getPart, ServerError } from "./api.js";
 *   const saved = await postJson("/documents/…/edits", { based_on: 3, … });
 *
 * A failure throws a ServerError with `code`, `message` (what and where), `remedy` (how to mend) and `status`; show it
 * with `toastFailure` of toast.js. Every changing request carries the session's token. A request that meets a locked
 * session waits for the person's password and is sent again (session_wait.js).
 */

import { isLockedOut, waitForUnlock } from "./session_wait.js";

/** @typedef {{whenLocked?: "wait" | "throw", giveUpMs?: number}} Asking how long an answer is waited for: for ever when nothing is said */

/** What the server refused or could not do, in words for people. */
export class ServerError extends Error {
  /** @param {{code: string, message: string, remedy: string, fields?: Record<string, string>}} error @param {number} status @param {any} body */
  constructor(error, status, body = null) {
    super(error.message);
    this.name = "ServerError";
    this.code = error.code;
    this.remedy = error.remedy;
    this.fields = error.fields ?? {};
    this.status = status;
    this.body = body;
  }
}

/** The session's token for requests that change something. @returns {string} */
export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta instanceof HTMLMetaElement ? meta.content : "";
}

/** A new session of the same person: its token goes into everything that this page sends. @param {string} token */
export function setCsrfToken(token) {
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta instanceof HTMLMetaElement) meta.content = token;
  const kept = [...document.querySelectorAll("template")].map((template) => template.content);
  for (const field of [document, ...kept].flatMap((part) => [...part.querySelectorAll('input[name="csrf_token"]')])) {
    field.setAttribute("value", token);
  }
}

/** @param {number} status @param {string} text @returns {ServerError} */
export function errorFrom(status, text) {
  try {
    const body = JSON.parse(text);
    if (body.error) return new ServerError(body.error, status, body);
  } catch {
    // not JSON: the plain sentences below
  }
  if (status === 0) {
    const remedy = "Check that the service runs and try again; what was saved is kept";
    return new ServerError({ code: "browser.unreachable", message: "The server does not answer", remedy }, 0);
  }
  const remedy = "Reload the page and try again";
  return new ServerError({ code: `browser.http_${status}`, message: "The server could not do this", remedy }, status);
}

/** @param {string} path @param {RequestInit} options @param {Asking} asking @returns {Promise<Response>} */
async function send(path, options, asking) {
  for (;;) {
    const response = await sendOnce(path, asking.giveUpMs ? { ...options, signal: AbortSignal.timeout(asking.giveUpMs) } : options);
    if (response.ok) return response;
    const failure = errorFrom(response.status, await response.text());
    if (asking.whenLocked === "throw" || !isLockedOut(failure.code)) throw failure;
    await waitForUnlock();
  }
}

/** @param {string} path @param {RequestInit} options @returns {Promise<Response>} */
async function sendOnce(path, options) {
  const headers = { Accept: "application/json", "X-CSRF-Token": csrfToken(), ...options.headers };
  try {
    return await fetch(path, { credentials: "same-origin", redirect: "error", ...options, headers });
  } catch {
    throw errorFrom(0, "");
  }
}

/** The JSON at a path. @param {string} path @param {Asking} [asking] @returns {Promise<any>} */
export async function getJson(path, asking = {}) {
  return (await send(path, {}, asking)).json();
}

/** The JSON answer to a JSON question. @param {string} path @param {unknown} [body] @param {Asking} [asking] @returns {Promise<any>} */
export async function postJson(path, body = {}, asking = {}) {
  const headers = { "Content-Type": "application/json" };
  const response = await send(path, { method: "POST", headers, body: JSON.stringify(body) }, asking);
  return response.status === 204 ? null : response.json();
}

/** A part of a page, as the server renders it. @param {string} path @returns {Promise<string>} */
export async function getPart(path) {
  return (await send(path, { headers: { Accept: "application/json, text/html" } }, {})).text();
}
