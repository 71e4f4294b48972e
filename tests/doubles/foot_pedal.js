// A USB foot pedal as the browser shows it (navigator.hid): window.pedal.press(bits) sends its report.
(() => {
  class Device extends EventTarget {
    opened = false;
    productName = "Three Pedals";
    async open() {
      this.opened = true;
    }
    /** @param {number[]} bytes of one input report */
    press(...bytes) {
      if (!this.opened) throw new Error("nobody opened the pedal");
      const report = new Event("inputreport");
      this.dispatchEvent(Object.assign(report, { reportId: 0, data: new DataView(new Uint8Array(bytes).buffer) }));
    }
  }
  class Hid extends EventTarget {
    allowed = sessionStorage.getItem("pedal") ? [window.pedal] : [];
    async getDevices() {
      return this.allowed;
    }
    async requestDevice() {
      sessionStorage.setItem("pedal", "allowed");
      this.allowed = [window.pedal];
      return this.allowed;
    }
  }
  window.pedal = new Device();
  const hid = new Hid();
  Object.defineProperty(navigator, "hid", { value: hid });
})();
