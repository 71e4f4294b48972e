// @ts-check
/**
 * A foot pedal that the browser reads itself (WebHID). The common ones send one small report whose bits are the buttons;
 * which bit is which differs, so a person presses each once and it is remembered for her (pedal_settings.js).
 *
 *   const pedal = new Pedal(hid, (button, isDown) => …);
 *   await pedal.start(learnt);        // opens what this browser was allowed to open before
 *   await pedal.choose();             // asks which device; only after a click
 *   await pedal.nextPress();          // the bit that goes up next: how a button is learnt
 */

/** @typedef {{report: number, byte: number, bit: number}} Bit where a button stands in the reports */
/** @typedef {"back" | "play" | "forward"} Button */
/** @typedef {Partial<Record<Button, Bit>>} Learnt */
/** What is used of the browser's own: https://wicg.github.io/webhid/ */
/** @typedef {EventTarget & {opened: boolean, productName: string, open: () => Promise<void>}} HidDevice */
/** @typedef {Event & {reportId: number, data: DataView}} HidReport */
/** @typedef {EventTarget & {getDevices: () => Promise<HidDevice[]>, requestDevice: (options: {filters: object[]}) => Promise<HidDevice[]>}} Hid */

/** @returns {Hid | null} null where the browser has none */
export function hidOfBrowser() {
  const { hid } = /** @type {{hid?: Hid}} */ (navigator);
  return hid ?? null;
}

/** The bits that are up in `now` and were not in `before`. @param {Uint8Array} before @param {Uint8Array} now @param {number} report @returns {Bit[]} */
export function risenBits(before, now, report) {
  return [...now].flatMap((value, byte) => {
    const risen = value & ~(before[byte] ?? 0);
    return [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => risen & (1 << bit)).map((bit) => ({ report, byte, bit }));
  });
}

/** @param {Uint8Array} now @param {Bit} bit @returns {boolean} */
function isUp(now, { byte, bit }) {
  return ((now[byte] ?? 0) & (1 << bit)) !== 0;
}

export class Pedal {
  /** @type {Map<number, Uint8Array>} the last report of each number */
  #reports = new Map();
  /** @type {((bit: Bit) => void) | null} */
  #learning = null;
  /** @type {Set<Button>} */
  #down = new Set();

  /** @param {Hid} hid @param {(button: Button, isDown: boolean) => void} onButton */
  constructor(hid, onButton) {
    this.hid = hid;
    this.onButton = onButton;
    /** @type {Learnt} */
    this.learnt = {};
    /** @type {HidDevice | null} */
    this.device = null;
    hid.addEventListener("connect", () => void this.start(this.learnt));
    hid.addEventListener("disconnect", () => this.#letGo());
  }

  /** Open the first device that this browser may open. @param {Learnt} learnt @returns {Promise<HidDevice | null>} */
  async start(learnt) {
    this.learnt = learnt;
    const [device] = await this.hid.getDevices();
    return device ? this.#open(device) : null;
  }

  /** Ask the person which device it is. @returns {Promise<HidDevice | null>} null when she chose none */
  async choose() {
    const [device] = await this.hid.requestDevice({ filters: [] });
    return device ? this.#open(device) : null;
  }

  /** @returns {Promise<Bit>} of the button that is pressed next; nothing is played meanwhile */
  nextPress() {
    return new Promise((resolve) => {
      this.#learning = resolve;
    });
  }

  /** @param {HidDevice} device @returns {Promise<HidDevice>} */
  async #open(device) {
    if (device !== this.device) device.addEventListener("inputreport", (event) => this.#read(/** @type {HidReport} */ (event)));
    this.device = device;
    if (!device.opened) await device.open();
    return device;
  }

  /** @param {HidReport} event */
  #read({ reportId, data }) {
    const now = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    const before = this.#reports.get(reportId) ?? new Uint8Array(now.length);
    this.#reports.set(reportId, now);
    const [risen] = risenBits(before, now, reportId);
    if (this.#learning) {
      if (!risen) return;
      this.#learning(risen);
      this.#learning = null;
      return;
    }
    for (const [name, bit] of Object.entries(this.learnt)) {
      if (bit.report === reportId) this.#tell(/** @type {Button} */ (name), isUp(now, bit));
    }
  }

  /** @param {Button} button @param {boolean} isDown */
  #tell(button, isDown) {
    if (this.#down.has(button) === isDown) return;
    if (isDown) this.#down.add(button);
    else this.#down.delete(button);
    this.onButton(button, isDown);
  }

  /** The cable was pulled: what was held is let go. */
  #letGo() {
    this.device = null;
    this.#reports.clear();
    for (const button of [...this.#down]) this.#tell(button, false);
  }
}
