// Tells the server in which time zone this browser is, so that it writes times as they are here.
"use strict";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `time_zone=${zone}; Path=/console; SameSite=Lax${secure}`;
}
