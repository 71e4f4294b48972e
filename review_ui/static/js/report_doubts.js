// @ts-check
/**
 * What in a report needs a look, and the way from one to the next: doubtful words, blanks, critical words.
 *
 * A machine's word that it doubted needs a look until a person types over it or accepts it as it stands; a blank until
 * it is filled. Critical words (drugs, doses, sides, negations …) can be walked through whether doubted or not.
 */

/** @typedef {import("./report_model.js").Token} Token */
/** @typedef {import("./report_edit.js").ReportEdit} ReportEdit */
/** @typedef {"doubt" | "blank" | "critical"} Wanted */

export const BLANK_TEXT = "____";
const BLANK = /^[[(]?(_{2,}|\?{2,}|blank|inaudible)[\])]?[.,;:]?$/i;

export class ReportDoubts {
  /** @param {ReportEdit} edit @param {import("./report_edit.js").Spoken} spoken */
  constructor(edit, spoken) {
    this.edit = edit;
    this.doubtful = new Set(spoken.doubtful);
    this.critical = new Set(spoken.critical ?? []);
  }

  /** @param {Token} token */
  isBlank(token) {
    return BLANK.test(token.text);
  }

  /** Whether a word needs a look. @param {Token} token */
  needsLook(token) {
    if (this.isBlank(token)) return true;
    return !token.person && token.words.some((word) => this.doubtful.has(word));
  }

  /** @param {Token} token */
  isCritical(token) {
    return !token.person && token.words.some((word) => this.critical.has(word));
  }

  /** How many blanks are left. */
  get blanks() {
    return this.edit.model.tokens.filter((token) => this.isBlank(token)).length;
  }

  /** Indexes of the words of a kind; "doubt" takes blanks in. @param {Wanted} wanted @returns {number[]} */
  indexes(wanted) {
    /** @type {Record<Wanted, (token: Token) => boolean>} */
    const tests = {
      doubt: (token) => this.needsLook(token),
      blank: (token) => this.isBlank(token),
      critical: (token) => this.isCritical(token),
    };
    return this.edit.model.tokens.flatMap((token, index) => (tests[wanted](token) ? [index] : []));
  }

  /** Select the next word of a kind, round the end. @param {Wanted} wanted @param {1 | -1} step @returns {number | null} its index */
  goTo(wanted, step) {
    const found = this.indexes(wanted);
    if (found.length === 0) return null;
    const { area, model, typed } = this.edit;
    const at = step > 0 ? area.selectionEnd : area.selectionStart;
    const here = model.under(at, typed) ?? model.before(at, typed);
    const selected = area.selectionEnd > area.selectionStart;
    const next =
      step > 0
        ? found.find((index) => index > here || (index === here && !selected && model.starts[index] >= at)) ?? found[0]
        : found.findLast((index) => index < here) ?? found[found.length - 1];
    this.edit.select(next);
    return next;
  }

  /** The doubtful word that is selected or holds the caret. @returns {number | null} its index; null for none and for a blank */
  get atHand() {
    const { area, model, typed } = this.edit;
    const index = model.under(area.selectionStart, typed);
    const token = index === null ? undefined : model.tokens[index];
    return index !== null && token && this.needsLook(token) && !this.isBlank(token) ? index : null;
  }
}
