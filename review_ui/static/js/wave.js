// @ts-check
/** Draws the loudness of a recording: what was heard in one colour, what was not in another, the place and the loop. */

const PEAKS_PER_S = 10;
/** @typedef {{kept: number[], columns: number, loudest: number[]}} Columns */
/** @type {Columns} the loudest peak of each column, measured once for a recording and a width */
let measured = { kept: [], columns: 0, loudest: [] };

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{peaks: number[], heard: boolean[], at: number, loop?: {start: number, end: number} | null}} sound peaks 0–255, ten
 *   a second; `at` in seconds; `loop`: the stretch that is played again and again
 */
export function drawWave(canvas, { peaks, heard, at, loop = null }) {
  const { clientWidth, clientHeight } = canvas;
  const density = window.devicePixelRatio || 1;
  const width = Math.round(clientWidth * density);
  const height = Math.round(clientHeight * density);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context || peaks.length === 0) return;
  const style = getComputedStyle(canvas);
  const [soft, strong, here, looped] = ["--wave", "--wave-heard", "--wave-place", "--wave-loop"].map((name) => style.getPropertyValue(name));
  context.clearRect(0, 0, width, height);
  const placeOf = (/** @type {number} */ seconds) => (seconds * PEAKS_PER_S * width) / peaks.length;
  if (loop) {
    context.fillStyle = looped;
    context.fillRect(placeOf(loop.start), 0, Math.max(placeOf(loop.end) - placeOf(loop.start), 2 * density), height);
  }
  const columns = Math.floor(width / (3 * density));
  const loudest = loudestOf(peaks, columns);
  for (let column = 0; column < columns; column++) {
    // speech is quiet beside its peaks: the square root lets it be seen
    const tall = Math.max(Math.sqrt(loudest[column] / 255) * height * 0.92, density);
    context.fillStyle = isHeard(heard, column, columns, peaks.length) ? strong : soft;
    context.fillRect(column * 3 * density, (height - tall) / 2, 2 * density, tall);
  }
  context.fillStyle = here;
  context.fillRect(placeOf(at) - density, 0, 2 * density, height);
}

/** @param {number} column @param {number} columns @param {number} length @returns {[number, number]} */
function stretchOf(column, columns, length) {
  const from = Math.floor((column * length) / columns);
  return [from, Math.max(Math.floor(((column + 1) * length) / columns), from + 1)];
}

/** @param {number[]} peaks @param {number} columns @returns {number[]} */
function loudestOf(peaks, columns) {
  if (measured.kept === peaks && measured.columns === columns) return measured.loudest;
  const loudest = Array.from({ length: columns }, (_, column) => {
    const [from, to] = stretchOf(column, columns, peaks.length);
    return Math.max(...peaks.slice(from, to));
  });
  measured = { kept: peaks, columns, loudest };
  return loudest;
}

/** @param {boolean[]} heard @param {number} column @param {number} columns @param {number} length @returns {boolean} */
function isHeard(heard, column, columns, length) {
  const [from, to] = stretchOf(column, columns, length);
  for (let tenth = from; tenth < to; tenth++) if (heard[tenth]) return true;
  return false;
}
