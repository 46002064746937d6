// Tells while a reply is being written how long it is and how many SMS it takes.
"use strict";
(() => {
  const PAUSE = 300;
  const body = document.getElementById("body");
  const count = document.getElementById("reply-count");
  const form = document.getElementById("reply");
  const token = form.elements.csrf_token.value;
  const empty = count.textContent;
  let timer = null;
  let asked = 0;

  async function measure() {
    const mine = ++asked;
    if (!body.value.trim()) {
      count.textContent = empty;
      return;
    }
    const answer = await fetch(body.dataset.count, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ text: body.value }),
    }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const { words, parts_words: parts, fits } = await answer.json();
    count.textContent = body.dataset.showsParts === "1" ? `${words} · ${parts}` : words;
    count.classList.toggle("is-too-long", !fits);
  }

  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(measure, PAUSE);
  });
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  if (body.value.trim()) measure();
})();
