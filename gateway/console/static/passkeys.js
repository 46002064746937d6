// Passkeys: asks the browser to make or to prove one, puts its answer into the form, and posts it.
"use strict";
(() => {
  const button = document.querySelector("[data-passkey]");
  if (!button || !window.PublicKeyCredential) return;
  const problem = document.querySelector("[data-passkey-problem]");
  const missing = document.querySelector("[data-passkey-missing]");
  const field = button.form.elements.namedItem("credential");

  const toBytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const toText = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const described = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

  function optionsOf(made) {
    const options = JSON.parse(button.dataset.options);
    options.challenge = toBytes(options.challenge);
    if (made) {
      options.user.id = toBytes(options.user.id);
      options.excludeCredentials = described(options.excludeCredentials);
    } else {
      options.allowCredentials = described(options.allowCredentials);
    }
    return { publicKey: options };
  }

  // What the server reads: the names are those of the WebAuthn standard.
  function written(credential, made) {
    const answer = credential.response;
    const response = { clientDataJSON: toText(answer.clientDataJSON) };
    if (made) {
      response.attestationObject = toText(answer.attestationObject);
    } else {
      response.authenticatorData = toText(answer.authenticatorData);
      response.signature = toText(answer.signature);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response,
    });
  }

  async function prove() {
    const made = button.dataset.passkey === "create";
    problem.hidden = true;
    try {
      const options = optionsOf(made);
      const credential = made
        ? await navigator.credentials.create(options)
        : await navigator.credentials.get(options);
      field.value = written(credential, made);
    } catch {
      problem.hidden = false;
      return;
    }
    button.form.submit();
  }

  button.hidden = false;
  if (missing) missing.hidden = true;
  button.addEventListener("click", prove);
})();
