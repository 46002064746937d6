// Keys for who works without a mouse: j and k walk through a list, / searches, ? tells them all.
// None works while something is being written, nor with Ctrl, Alt or a system key.
"use strict";
(() => {
  const go = (selector) => document.querySelector(selector)?.click();
  const links = () => [...document.querySelectorAll(".row .row-link")];

  function walk(by) {
    const rows = links();
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    next?.focus();
  }

  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    "/": () => {
      const field = document.getElementById("q");
      if (field) field.focus();
      else go('[data-key-of="search"]');
    },
    r: () => document.getElementById("body")?.focus(),
    g: () => go('[data-key-of="referrals"]'),
    "?": () => go('[data-key-of="help"]'),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
