// @ts-check
/** One file with its index fields to the API. XMLHttpRequest, because fetch does not tell how much was sent. */

import { csrfToken, errorFrom } from "./api.js";

/**
 * @param {File} file @param {Record<string, string>} fields @param {(share: number) => void} onProgress
 * @returns {Promise<{document_id: string, outcome: string, note: string, unusable: string}>} throws a ServerError
 */
export function sendFile(file, fields, onProgress) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("files", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/documents");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.upload.addEventListener("progress", (event) => {
      document.dispatchEvent(new Event("session:activity")); // who scans a stack touches no key
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(errorFrom(request.status, request.responseText));
    });
    request.addEventListener("error", () => reject(errorFrom(0, "")));
    request.send(body);
  });
}
