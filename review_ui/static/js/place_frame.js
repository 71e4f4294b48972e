// @ts-check
/**
 * Geometry of a page that is shown upright. Pure.
 *
 * A page's boxes are pixels of its original frame; its content stands turned clockwise by `rotation_deg`, so the frame
 * is turned back by as much. Coordinates after that are "upright".
 */

/** @typedef {{width: number, height: number, rotation_deg: number}} Frame */
/** @typedef {{x: number, y: number, width: number, height: number}} Rectangle */

/** The size of the upright page. @param {Frame} frame @returns {{width: number, height: number}} */
export function uprightSize(frame) {
  const turned = frame.rotation_deg % 180 !== 0;
  return turned ? { width: frame.height, height: frame.width } : { width: frame.width, height: frame.height };
}

/** The SVG transform that turns the original frame upright. @param {Frame} frame @returns {string} */
export function uprightTransform(frame) {
  const { width, height } = frame;
  const moved = { 0: [0, 0], 90: [0, width], 180: [width, height], 270: [height, 0] }[frame.rotation_deg] ?? [0, 0];
  return `translate(${moved[0]} ${moved[1]}) rotate(${-frame.rotation_deg})`;
}

/** A box [left, top, right, bottom] of the original frame, upright. @param {Frame} frame @param {number[]} box @returns {Rectangle} */
export function uprightBox(frame, [left, top, right, bottom]) {
  const { width, height } = frame;
  const across = right - left;
  const down = bottom - top;
  if (frame.rotation_deg === 90) return { x: top, y: width - right, width: down, height: across };
  if (frame.rotation_deg === 180) return { x: width - right, y: height - bottom, width: across, height: down };
  if (frame.rotation_deg === 270) return { x: height - bottom, y: left, width: down, height: across };
  return { x: left, y: top, width: across, height: down };
}

/** The smallest rectangle around some. @param {Rectangle[]} parts @returns {Rectangle} */
export function around(parts) {
  const x = Math.min(...parts.map((one) => one.x));
  const y = Math.min(...parts.map((one) => one.y));
  const right = Math.max(...parts.map((one) => one.x + one.width));
  const bottom = Math.max(...parts.map((one) => one.y + one.height));
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * A window of the shape `ratio` (width by height) in which `target` is read with its surroundings: at least `share` of
 * the page's width, inside the page where it fits.
 * @param {{width: number, height: number}} page @param {Rectangle} target @param {number} ratio @param {number} share
 * @returns {Rectangle}
 */
export function closeUp(page, target, ratio, share) {
  let width = Math.max(target.width * 1.3, page.width * share);
  let height = width / ratio;
  if (height < target.height * 1.5) {
    height = target.height * 1.5;
    width = height * ratio;
  }
  const middle = { x: target.x + target.width / 2, y: target.y + target.height / 2 };
  return {
    x: inside(middle.x - width / 2, page.width - width),
    y: inside(middle.y - height / 2, page.height - height),
    width,
    height,
  };
}

/** @param {number} start @param {number} most @returns {number} */
function inside(start, most) {
  // a window larger than the page is centred on it
  return most < 0 ? most / 2 : Math.min(Math.max(start, 0), most);
}
