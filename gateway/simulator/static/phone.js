import { bubble, note } from "./bubbles.js";
import { watchFaults } from "./faults.js";

const phone = document.querySelector(".phone");
const list = document.getElementById("messages");
const compose = document.getElementById("compose");
const body = document.getElementById("body");
const offline = document.getElementById("offline");
const windowShown = document.getElementById("window");
const attach = document.getElementById("attach");
const forwarded = document.getElementById("forwarded");
const quoted = document.getElementById("quoted");
const rows = document.getElementById("list");
const PLACE = { latitude: 27.6716, longitude: 85.3206, label: "District Police Office", address: "Jawalakhel, Lalitpur" };
const seen = {};
const drawnBefore = new Map();
let shown = "";
let replyTo = null;

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
  forwarded.checked = false;
  reply(null);
  refresh();
}

function reply(message) {
  replyTo = message;
  quoted.hidden = message === null;
  quoted.querySelector("q").textContent = message?.body ?? "";
  if (message) body.focus();
}

function open(message) {
  document.getElementById("list-title").textContent = message.offer.opens;
  rows.querySelector(".rows").replaceChildren(...message.offer.choices.map((choice) => {
    const row = document.createElement("button");
    row.type = "button";
    row.dir = "auto";
    row.textContent = choice.title;
    row.addEventListener("click", () => {
      rows.close();
      tap(message, choice);
    });
    return row;
  }));
  rows.showModal();
}

function tap(message, choice) {
  send({ reply_to: message.sid, tap: choice.id });
}

function draw({ messages, notes, window_open: isOpen }) {
  const onWhatsapp = phone.dataset.channel === "whatsapp";
  windowShown.hidden = !onWhatsapp || messages.length === 0;
  windowShown.textContent = isOpen ? "within 24 hours" : "24 hours over";
  windowShown.classList.toggle("closed", !isOpen);
  const words = Object.fromEntries(messages.map((message) => [message.sid, message.body]));
  const drawn = messages.map((message) => [message.at, kept(message, words[message.reply_to])]);
  drawn.push(...notes.map((each) => [each.at, note(each)]));
  drawn.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const grew = drawn.length !== list.children.length;
  const last = isAtEnd() || grew;
  list.replaceChildren(...drawn.map(([, item]) => item));
  if (last) toEnd();
}

// One that has not changed stays as it is: a voice note plays on, and what has the focus keeps it.
function kept(message, quotedWords) {
  const now = JSON.stringify([message, quotedWords]);
  const before = drawnBefore.get(message.sid);
  if (before?.now === now) return before.item;
  const item = bubble(message, {
    channel: phone.dataset.channel,
    quoted: quotedWords,
    onTap: tap,
    onList: open,
    onReply: reply,
  });
  drawnBefore.set(message.sid, { now, item });
  return item;
}

function isAtEnd() {
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

function toEnd() {
  list.scrollTo({ top: list.scrollHeight, behavior: "instant" });
}

async function refresh() {
  const { from } = address();
  try {
    const response = await fetch(`/phone/messages?address=${encodeURIComponent(from)}`);
    const held = await response.json();
    offline.hidden = true;
    if (from !== address().from) return;
    seen[from] = held.messages.filter((message) => !message.mine).length;
    const now = JSON.stringify([held.messages, held.notes, held.window_open]);
    if (now === shown) return;
    shown = now;
    draw(held);
  } catch {
    offline.hidden = false;
  }
}

async function countUnread() {
  try {
    const counts = await (await fetch("/phone/counts")).json();
    for (const button of document.querySelectorAll(".phones button")) {
      const prefix = button.dataset.channel === "whatsapp" ? "whatsapp:" : "";
      const number = prefix + button.dataset.number;
      const unread = (counts[number] ?? 0) - (seen[number] ?? 0);
      const badge = button.querySelector(".unread");
      badge.hidden = unread <= 0;
      badge.textContent = unread;
      badge.setAttribute("aria-label", `${unread} unread`);
    }
  } catch {
    offline.hidden = false;
  }
}

async function send(what) {
  const words = what.body;
  const told = { ...address(), profile_name: "Demo", forwarded: forwarded.checked, reply_to: replyTo?.sid ?? null, ...what };
  attach.open = false;
  try {
    const response = await fetch("/phone/send", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(told),
    });
    if (!response.ok) throw new Error(response.status);
    forwarded.checked = false;
    reply(null);
  } catch {
    if (words) body.value = words;
    offline.hidden = false;
  }
  refresh();
}

function write() {
  if (!body.value.trim()) return;
  const words = body.value;
  body.value = "";
  send({ body: words });
}

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(",", 2)[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

compose.addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    write();
  }
});
for (const button of attach.querySelectorAll("[data-sample]")) {
  button.addEventListener("click", () => send({ media: [{ sample: button.dataset.sample }] }));
}
attach.querySelector("[data-place]").addEventListener("click", () => send({ place: PLACE }));
document.getElementById("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const data = await read(file);
  event.target.value = "";
  send({ media: [{ name: file.name, content_type: file.type, data }] });
});
// A picture has its height once it is there.
list.addEventListener("load", (event) => {
  if (list.scrollHeight - list.scrollTop - list.clientHeight - event.target.height < 160) toEnd();
}, true);
quoted.querySelector("button").addEventListener("click", () => reply(null));
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
watchFaults(refresh);
setInterval(refresh, 700);
setInterval(countUnread, 1500);
