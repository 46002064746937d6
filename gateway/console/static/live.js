// Keeps parts of a page fresh: asks every few seconds, and changes only what has changed, so that
// nothing jumps and neither focus, selection nor scroll position is lost.
"use strict";
(() => {
  const EVERY = 4000;
  const HIDDEN_EVERY = 30000;
  const root = document.querySelector("[data-live]");
  const connection = document.getElementById("connection");
  const log = document.getElementById("log");
  const toLatest = document.getElementById("to-latest");
  let tag = null;
  let timer = null;

  const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset.key : undefined);
  const isAlike = (old, fresh) => old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);

  function morph(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    for (const { name } of [...old.attributes]) {
      // What somebody has opened stays open.
      if (name === "open" && old.nodeName === "DETAILS") continue;
      if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    morphChildren(old, fresh);
  }

  function morphChildren(old, fresh) {
    const keyed = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
    let place = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      const known = keyOf(next) && keyed.get(keyOf(next));
      if (known) {
        if (known === place) place = place.nextSibling;
        else old.insertBefore(known, place);
        morph(known, next);
      } else if (place && !keyOf(place) && isAlike(place, next)) {
        const current = place;
        place = place.nextSibling;
        morph(current, next);
      } else {
        old.insertBefore(next, place);
      }
    }
    while (place) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
  }

  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const toEnd = () => {
    log.scrollTop = log.scrollHeight;
    toLatest.hidden = true;
  };
  const lastMessage = () => document.querySelector("#messages > :last-child")?.id;

  // What the eye or the hand is on in a list: it stays where it is while others move around it.
  function heldRow() {
    const held = document.activeElement?.closest(".row") ?? document.querySelector(".row:hover");
    if (held || window.scrollY === 0) return held;
    const isSeen = (row) => row.getBoundingClientRect().bottom > 60;
    return [...document.querySelectorAll(".row")].find(isSeen);
  }

  function keepInPlace(row, change) {
    const top = row?.getBoundingClientRect().top;
    const focused = document.activeElement;
    change();
    if (!row?.isConnected) return;
    // An element that is moved loses the focus.
    if (row.contains(focused) && document.activeElement !== focused) {
      focused.focus({ preventScroll: true });
    }
    window.scrollBy(0, row.getBoundingClientRect().top - top);
  }

  function show(html) {
    keepInPlace(heldRow(), () => replace(html));
  }

  function replace(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const wasAtEnd = log && isAtEnd();
    const before = lastMessage();
    for (const part of fresh.body.querySelectorAll(":scope > [id]")) {
      const old = document.getElementById(part.id);
      if (old) morph(old, part);
    }
    const fields = document.getElementById("reply-fields");
    if (fields) fields.disabled = Boolean(document.querySelector("#reply-closed [data-closed]"));
    if (log && lastMessage() !== before) {
      if (wasAtEnd) toEnd();
      else toLatest.hidden = false;
    }
  }

  async function refresh() {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      if (!document.hidden) headers["Helpline-In-Sight"] = "1";
      const answer = await fetch(root.dataset.live, { headers, cache: "no-store" });
      // Signed out, or the record was erased: nothing of it may stay on the screen.
      if (answer.status === 401 || answer.status === 404) {
        location.reload();
        return;
      }
      if (!answer.ok && answer.status !== 304) throw new Error("refused");
      if (answer.status === 200) {
        tag = answer.headers.get("ETag");
        show(await answer.text());
      }
      connection.hidden = true;
    } catch {
      connection.hidden = false;
    }
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(refresh, document.hidden ? HIDDEN_EVERY : EVERY);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) schedule();
    else refresh();
  });
  // What is new begins at the top where it is more than fits.
  function toNew() {
    toEnd();
    const top = document.getElementById("unread")?.getBoundingClientRect().top;
    log.scrollTop += Math.min(0, (top ?? Infinity) - log.getBoundingClientRect().top - 8);
  }

  if (log) {
    if (!location.hash.startsWith("#m-")) toNew();
    log.addEventListener("scroll", () => {
      if (isAtEnd()) toLatest.hidden = true;
    });
    toLatest.addEventListener("click", () => toEnd());
  }
  schedule();
})();
