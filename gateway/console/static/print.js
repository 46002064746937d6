// Opens the browser's own print window; the button is there only for who has scripts.
"use strict";
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
