// @ts-check
/** The author's questions: a press plays the recording from the second that was asked about, a second one stops it. */

const audio = document.querySelector("[data-player] audio");
const LEAD_S = 2; // a little of the sentence before it

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-play-from]") : null;
  if (!(button instanceof HTMLElement) || !(audio instanceof HTMLAudioElement)) return;
  if (!audio.paused && button.dataset.plays) {
    audio.pause();
    return;
  }
  for (const other of document.querySelectorAll("[data-plays]")) other.removeAttribute("data-plays");
  button.dataset.plays = "yes";
  audio.currentTime = Math.max(Number(button.dataset.playFrom) - LEAD_S, 0);
  audio.play().catch((failure) => {
    if (failure.name !== "AbortError") throw failure; // stopped again before it began
  });
});
