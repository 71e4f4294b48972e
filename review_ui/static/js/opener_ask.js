// @ts-check
/**
 * The two questions of the wall: which type, which date. A number (or a letter) takes a choice at once; letters narrow
 * the list; Enter takes the first. `ask` resolves to what was chosen, or to null.
 */

import { dayWords } from "./opener_wall.js";

const MOST_SHOWN = 9;

/** @param {string} name @returns {{dialog: HTMLDialogElement, text: HTMLInputElement, list: HTMLElement}} */
function parts(name) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector(`[data-ask="${name}"]`));
  return {
    dialog,
    text: /** @type {HTMLInputElement} */ (dialog.querySelector("[data-ask-text]")),
    list: /** @type {HTMLElement} */ (dialog.querySelector("[data-choices]")),
  };
}

/** @param {HTMLElement} list @param {string[]} choices @param {(index: number) => string} keyOf @param {(choice: string) => void} take */
function showChoices(list, choices, keyOf, take) {
  list.replaceChildren(
    ...choices.map((choice, index) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      const key = document.createElement("kbd");
      button.type = "button";
      button.className = "button small";
      key.textContent = keyOf(index);
      button.append(key, ` ${choice}`);
      button.addEventListener("click", () => take(choice));
      row.append(button);
      return row;
    }),
  );
}

/**
 * @param {string} name @param {string[]} likely @param {(typed: string) => string[]} narrowed
 * @param {{keyOf: (index: number) => string, whenEmpty: string | null}} habits
 * @returns {Promise<string | null>}
 */
function ask(name, likely, narrowed, habits) {
  const { dialog, text, list } = parts(name);
  let shown = likely.slice(0, MOST_SHOWN);
  text.value = "";
  return new Promise((resolve) => {
    /** @param {string | null} choice */
    const end = (choice) => {
      text.onkeydown = null;
      text.oninput = null;
      dialog.onclose = null;
      if (dialog.open) dialog.close();
      resolve(choice);
    };
    const show = () => showChoices(list, shown, habits.keyOf, end);
    text.oninput = () => {
      shown = (text.value.trim() ? narrowed(text.value.trim()) : likely).slice(0, MOST_SHOWN);
      show();
    };
    text.onkeydown = (event) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      const index = text.value ? -1 : shown.findIndex((_, place) => habits.keyOf(place) === event.key);
      if (index >= 0) {
        event.preventDefault();
        end(shown[index]);
      } else if (event.key === "Enter") {
        event.preventDefault();
        const typed = text.value.trim();
        end(typed ? (shown[0] ?? typed) : habits.whenEmpty === null ? (shown[0] ?? null) : habits.whenEmpty);
      }
    };
    dialog.onclose = () => end(null);
    show();
    dialog.showModal();
    text.focus();
  });
}

/** @param {string[]} likely @param {string[]} all @returns {Promise<string | null>} */
export function askType(likely, all) {
  const known = [...new Set([...likely, ...all])];
  /** @param {string} typed */
  const narrowed = (typed) => {
    const start = typed.toLowerCase();
    const begin = known.filter((name) => name.toLowerCase().startsWith(start));
    const hold = known.filter((name) => !begin.includes(name) && name.toLowerCase().includes(start));
    return [...begin, ...hold];
  };
  return ask("type", known, narrowed, { keyOf: (index) => String(index + 1), whenEmpty: null });
}

/** @param {string[]} days @returns {Promise<string | null>} */
export async function askDate(days) {
  return ask("date", days.map(dayWords), () => [], { keyOf: (index) => "abcdefghi"[index], whenEmpty: "" });
}
