// Tells on every page that something urgent waits: in words, in the title, and by a sound where
// somebody has switched it on. Each alarm sounds once in a browser; none says anything of a case
// but its reference.
"use strict";
(() => {
  const EVERY = 10000;
  const HIDDEN_EVERY = 20000;
  const HEARD = "helpline alarms heard";
  const SOUND = "helpline sound";
  const bar = document.getElementById("alarm");
  const button = document.getElementById("sound");
  const title = document.title;
  let tag = null;
  let audio = null;

  const heard = () => new Set(JSON.parse(localStorage.getItem(HEARD) || "[]"));
  const isOn = () => localStorage.getItem(SOUND) === "on";

  // Two soft tones, twice: heard across a room, and no siren.
  function sound() {
    audio ??= new AudioContext();
    audio.resume();
    [0, 0.25, 0.9, 1.15].forEach((at, turn) => {
      const tone = audio.createOscillator();
      const level = audio.createGain();
      const start = audio.currentTime + at;
      tone.frequency.value = turn % 2 ? 880 : 660;
      level.gain.setValueAtTime(0, start);
      level.gain.linearRampToValueAtTime(0.25, start + 0.02);
      level.gain.exponentialRampToValueAtTime(0.001, start + 0.24);
      tone.connect(level).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.25);
    });
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("alarms");
    const keys = [...fresh.querySelectorAll("[data-key]")].map((each) => each.dataset.key);
    const before = heard();
    const isNew = keys.some((key) => !before.has(key));
    localStorage.setItem(HEARD, JSON.stringify(keys));
    const count = Number(fresh.dataset.count);
    document.title = count ? `(${count}) ${title}` : title;
    // The queue itself has them at its head.
    bar.hidden = !count || "quiet" in bar.dataset;
    if (!bar.contains(document.activeElement)) bar.replaceChildren(fresh);
    if (isNew && isOn()) sound();
  }

  async function look() {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(bar.dataset.alarm, { headers, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag");
        show(await answer.text());
      }
      // Signed out: there is nothing to be told any more.
      if (answer.status === 401) return;
    } catch {
      // The next look tells.
    }
    setTimeout(look, document.hidden ? HIDDEN_EVERY : EVERY);
  }

  function showButton() {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isOn()));
  }

  button.addEventListener("click", () => {
    localStorage.setItem(SOUND, isOn() ? "off" : "on");
    showButton();
    // Heard at once, so that whoever switches it on knows how loud it is.
    if (isOn()) sound();
  });
  showButton();
  look();
})();
