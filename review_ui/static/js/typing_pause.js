// @ts-check
/** The sound waits while somebody types, where she asked for it, and goes on by itself when the hands rest. */

const REST_MS = 700;

/** @param {HTMLTextAreaElement} area @param {import("./player.js").Player} player @param {() => boolean} isWanted */
export function pauseWhileTyping(area, player, isWanted) {
  let timer = 0;
  area.addEventListener("input", () => {
    if (!isWanted() || !(player.isPlaying || timer)) return;
    player.pause();
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = 0;
      player.play();
    }, REST_MS);
  });
  // a hand on the player decides: nothing starts by itself after it
  player.onTime((_, isPlaying) => {
    if (!isPlaying || !timer) return;
    window.clearTimeout(timer);
    timer = 0;
  });
}
