"use strict";

const phone = document.querySelector(".phone");
const list = document.getElementById("messages");
const compose = document.getElementById("compose");
const body = document.getElementById("body");
const offline = document.getElementById("offline");

const TICKS = {
  "accepted by the gateway": "sent",
  sending: "sending …",
  queued: "queued",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "not accepted",
  undelivered: "not delivered",
};
let shown = "";

function address() {
  const prefix = phone.dataset.channel === "whatsapp" ? "whatsapp:" : "";
  return { from: prefix + phone.dataset.number, to: prefix + phone.dataset.ownNumber.replace("whatsapp:", "") };
}

function use(number, channel) {
  phone.dataset.number = number;
  phone.dataset.channel = channel;
  document.getElementById("channel-name").textContent =
    `${channel === "whatsapp" ? "WhatsApp" : "SMS"}, from ${number}`;
  for (const button of document.querySelectorAll(".phones button")) {
    const same = button.dataset.number === number && button.dataset.channel === channel;
    button.setAttribute("aria-pressed", String(same));
  }
  shown = "";
  refresh();
}

function bubble(message) {
  const item = document.createElement("li");
  item.dataset.sid = message.sid;
  item.className = message.mine ? "mine" : "theirs";
  if (["failed", "undelivered"].includes(message.status)) item.classList.add("failed");
  const text = document.createElement("div");
  text.className = "bubble";
  text.dir = "auto";
  text.textContent = message.body;
  const meta = document.createElement("small");
  meta.className = "meta";
  const time = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const parts = phone.dataset.channel === "sms" ? `${message.parts} ${message.parts === 1 ? "part" : "parts"}` : "";
  const status = TICKS[message.status] ?? message.status;
  meta.textContent = [time, parts, message.error ? `${status} (${message.error})` : status].filter(Boolean).join(" · ");
  item.append(text, meta);
  return item;
}

async function refresh() {
  const { from } = address();
  try {
    const response = await fetch(`/phone/messages?address=${encodeURIComponent(from)}`);
    const { messages } = await response.json();
    offline.hidden = true;
    if (from !== address().from) return;
    const now = JSON.stringify(messages);
    if (now === shown) return;
    shown = now;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    const grew = messages.length !== list.children.length;
    list.replaceChildren(...messages.map(bubble));
    if (atEnd || grew) list.scrollTop = list.scrollHeight;
  } catch {
    offline.hidden = false;
  }
}

async function send(text) {
  if (!text.trim()) return;
  body.value = "";
  try {
    await fetch("/phone/send", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...address(), body: text, profile_name: "Demo" }),
    });
  } catch {
    body.value = text;
    offline.hidden = false;
  }
  refresh();
}

compose.addEventListener("submit", (event) => {
  event.preventDefault();
  send(body.value);
});
body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send(body.value);
  }
});
for (const button of document.querySelectorAll(".phones button")) {
  button.addEventListener("click", () => use(button.dataset.number, button.dataset.channel));
}
for (const button of document.querySelectorAll(".samples button")) {
  button.addEventListener("click", () => {
    body.value = button.textContent;
    body.focus();
  });
}
document.getElementById("other").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  use(form.get("number"), form.get("channel"));
});

const first = document.querySelector(".phones button");
use(first.dataset.number, first.dataset.channel);
setInterval(refresh, 700);
