// Tells while a reply is being written how long it is, how many SMS it takes, and what that costs.
"use strict";
(() => {
  const PAUSE = 300;
  const body = document.getElementById("body");
  const count = document.getElementById("reply-count");
  const hint = document.getElementById("reply-hint");
  const form = document.getElementById("reply");
  const token = form.elements.csrf_token.value;
  const empty = count.textContent;
  let timer = null;
  let asked = 0;

  async function measure() {
    const mine = ++asked;
    if (!body.value.trim()) {
      count.textContent = empty;
      hint.textContent = "";
      return;
    }
    const answer = await fetch(body.dataset.count, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ text: body.value, contact: body.dataset.contact }),
    }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const { words, parts_words: parts, price_words: price, hint: says, fits } = await answer.json();
    const told = body.dataset.showsParts === "1" ? [words, parts, price] : [words, price];
    count.textContent = told.filter(Boolean).join(" · ");
    hint.textContent = says;
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
