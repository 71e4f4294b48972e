// @ts-check
/** The sound waits while somebody types, where she asked for it, and goes on by itself when the hands rest. */

const REST_MS = 700;

/**
 * @param {HTMLTextAreaElement} area @param {import("./player.js").Player} player @param {() => boolean} isWanted
 * @returns {() => void} to be called when the sound is stopped to put a word right: typing it lets the sound go on
 */
export function pauseWhileTyping(area, player, isWanted) {
  let timer = 0;
  let isStopped = false;
  area.addEventListener("input", () => {
    if (!isWanted() || !(player.isPlaying || timer || isStopped)) return;
    isStopped = false;
    player.pause();
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = 0;
      player.play();
    }, REST_MS);
  });
  // a hand on the player decides: nothing starts by itself after it
  player.onTime((_, isPlaying) => {
    if (!isPlaying) return;
    isStopped = false;
    window.clearTimeout(timer);
    timer = 0;
  });
  return () => {
    isStopped = true;
  };
}
