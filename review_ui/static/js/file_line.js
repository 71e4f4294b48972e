// @ts-check
/** One chosen file on the page: its name, its progress, and what became of it. */

/** @typedef {{document_id: string, outcome: string, note: string, unusable: string}} Received */

export class FileLine {
  /** @param {File} file @param {() => void} remove */
  constructor(file, remove) {
    this.file = file;
    /** @type {"chosen" | "sending" | "added" | "failed" | "refused"} */
    this.state = "chosen";
    this.element = document.createElement("li");
    this.line = document.createElement("div");
    this.line.className = "file-line";
    const name = document.createElement("strong");
    name.className = "clip";
    name.textContent = file.name;
    this.badge = document.createElement("span");
    this.badge.className = "badge";
    this.badge.textContent = sizeWords(file.size);
    this.end = document.createElement("button");
    this.end.className = "button small";
    this.end.type = "button";
    this.end.textContent = "Leave out";
    this.end.setAttribute("aria-label", `Leave out ${file.name}`);
    this.end.addEventListener("click", remove);
    this.line.append(name, this.badge, this.end);
    this.bar = document.createElement("progress");
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", `Sending ${file.name}`);
    this.words = document.createElement("p");
    this.words.className = "problem small";
    this.element.append(this.line);
  }

  /** Whether sending it (again) makes sense. @returns {boolean} */
  get mayBeSent() {
    return this.state === "chosen" || this.state === "failed";
  }

  begin() {
    this.state = "sending";
    this.words.remove();
    this.end.hidden = true;
    this.#say("sending", "busy");
    this.bar.value = 0;
    this.element.append(this.bar);
  }

  /** @param {number} share from 0 to 1 */
  progress(share) {
    this.bar.value = share;
    if (share >= 1) this.#say("being kept safe", "busy");
  }

  /** @param {Received} received */
  succeed(received) {
    this.state = "added";
    this.bar.remove();
    if (received.unusable) {
      this.#say("kept, but could not be used", "bad");
      this.words.textContent = `${received.unusable}.`;
      this.element.append(this.words);
    } else this.#say(received.note.toLowerCase(), received.outcome === "new" ? "good" : "waiting");
    const open = document.createElement("a");
    open.href = `/documents/${received.document_id}`;
    open.textContent = "open";
    open.setAttribute("aria-label", `Open ${this.file.name}`);
    this.end.replaceWith(open);
  }

  /** @param {string} message */
  fail(message) {
    this.state = this.state === "sending" ? "failed" : "refused";
    this.bar.remove();
    this.end.hidden = false;
    this.#say("not added", "bad");
    this.words.textContent = message;
    this.element.append(this.words);
  }

  /** @param {string} words @param {string} tone */
  #say(words, tone) {
    this.badge.textContent = words;
    this.badge.className = `badge tone-${tone}`;
  }
}

/** @param {number} bytes @returns {string} */
function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
