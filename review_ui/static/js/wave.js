// @ts-check
/** Draws the loudness of a recording: what was heard in one colour, what was not in another, and the place. */

const PEAKS_PER_S = 10;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{peaks: number[], heard: boolean[], at: number}} sound peaks 0–255, ten a second; `at` in seconds
 */
export function drawWave(canvas, { peaks, heard, at }) {
  const { clientWidth, clientHeight } = canvas;
  const density = window.devicePixelRatio || 1;
  const width = Math.round(clientWidth * density);
  const height = Math.round(clientHeight * density);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context || peaks.length === 0) return;
  const style = getComputedStyle(canvas);
  const [soft, strong, here] = ["--wave", "--wave-heard", "--wave-place"].map((name) => style.getPropertyValue(name));
  context.clearRect(0, 0, width, height);
  const columns = Math.floor(width / (3 * density));
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * peaks.length) / columns);
    const to = Math.max(Math.floor(((column + 1) * peaks.length) / columns), from + 1);
    const loudest = Math.max(...peaks.slice(from, to)) / 255;
    // speech is quiet beside its peaks: the square root lets it be seen
    const tall = Math.max(Math.sqrt(loudest) * height * 0.92, density);
    context.fillStyle = heard.slice(from, to).some(Boolean) ? strong : soft;
    context.fillRect(column * 3 * density, (height - tall) / 2, 2 * density, tall);
  }
  context.fillStyle = here;
  context.fillRect((at * PEAKS_PER_S * width) / peaks.length - density, 0, 2 * density, height);
}
