// Puts a ready reply into the reply box, in place of what is selected there, without loading the
// page anew: what has been written so far stays.
"use strict";
(() => {
  const body = document.getElementById("body");
  if (!body) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-canned]");
    if (!link || body.matches(":disabled")) return;
    event.preventDefault();
    const words = document.getElementById(link.dataset.canned).textContent;
    const before = body.value.slice(0, body.selectionStart);
    const gap = before && !/\s$/.test(before) ? "\n" : "";
    body.setRangeText(gap + words, body.selectionStart, body.selectionEnd, "end");
    link.closest("details").open = false;
    body.focus();
    body.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
