// A message, or a word of the carrier's own, as the phone shows it.

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

function element(name, { className = "", text = "", dir = "", label = "" } = {}) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (dir) made.dir = dir;
  if (text) made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  return made;
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} kB`;
}

function file(medium) {
  const kind = medium.content_type.split("/")[0];
  if (kind === "image") {
    const image = element("img");
    image.alt = medium.name;
    image.src = medium.url;
    return image;
  }
  if (kind === "audio" || kind === "video") {
    const player = element(kind, { label: medium.name });
    player.controls = true;
    player.preload = "none";
    player.src = medium.url;
    return player;
  }
  const link = element("a", { className: "paper", text: `${medium.name} · ${size(medium.size)}` });
  link.href = medium.url;
  link.download = medium.name;
  return link;
}

function place({ latitude, longitude, label, address }) {
  const shown = element("div", { className: "paper" });
  const words = [label, address].filter(Boolean).join(", ");
  if (words) shown.append(element("bdi", { text: words }), document.createElement("br"));
  shown.append(element("span", { text: `${latitude}, ${longitude}`, dir: "ltr" }));
  return shown;
}

function taps(message, onTap, onList) {
  const shown = element("div", { className: "taps" });
  if (message.offer.kind === "list") {
    const opener = element("button", { text: `☰ ${message.offer.opens}`, dir: "auto" });
    opener.type = "button";
    opener.addEventListener("click", () => onList(message));
    shown.append(opener);
    return shown;
  }
  for (const choice of message.offer.choices) {
    const button = element("button", { text: choice.title, dir: "auto" });
    button.type = "button";
    button.addEventListener("click", () => onTap(message, choice));
    shown.append(button);
  }
  return shown;
}

function meta(message, channel, onReply) {
  const time = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const parts = channel === "sms" ? `${message.parts} ${message.parts === 1 ? "part" : "parts"}` : "";
  const status = TICKS[message.status] ?? message.status;
  const told = message.error ? `${status} (${message.error})` : status;
  const template = message.template ? "template" : "";
  const shown = element("small", { className: "meta", text: [time, parts, template, told].filter(Boolean).join(" · ") });
  if (channel === "whatsapp") {
    const reply = element("button", { text: "reply", label: `Reply to: ${message.body.slice(0, 60)}` });
    reply.type = "button";
    reply.addEventListener("click", () => onReply(message));
    shown.append(" ", reply);
  }
  return shown;
}

export function bubble(message, { channel, quoted, onTap, onList, onReply }) {
  const item = element("li", { className: message.mine ? "mine" : "theirs" });
  item.dataset.sid = message.sid;
  if (["failed", "undelivered"].includes(message.status)) item.classList.add("failed");
  const shown = element("div", { className: "bubble", dir: "auto" });
  if (message.forwarded) shown.append(element("span", { className: "mark", text: "Forwarded" }));
  if (quoted) shown.append(element("q", { text: quoted, dir: "auto" }));
  shown.append(...message.media.map(file));
  if (message.place) shown.append(place(message.place));
  if (message.body) shown.append(element("div", { className: "words", text: message.body, dir: "auto" }));
  item.append(shown);
  if (message.offer) item.append(taps(message, onTap, onList));
  item.append(meta(message, channel, onReply));
  return item;
}

export function note({ body, code }) {
  return element("li", { className: "note", text: code ? `${body} (${code})` : body });
}
