// Asks the browser for a passkey or a security key and sends its answer with the form; without this file codes still work.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function create(options) {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    return answer(made, { attestationObject: text(made.response.attestationObject) });
  }

  async function get(options) {
    const found = await navigator.credentials.get({
      publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) },
    });
    const said = { authenticatorData: text(found.response.authenticatorData), signature: text(found.response.signature) };
    return answer(found, said);
  }

  function answer(credential, said) {
    const response = { clientDataJSON: text(credential.response.clientDataJSON), ...said };
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
  }

  for (const form of document.querySelectorAll("form[data-key]")) {
    const failed = form.querySelector("[data-key-failed]");
    const button = form.querySelector("[data-key-start]");
    button.addEventListener("click", async () => {
      failed.hidden = true;
      button.disabled = true;
      try {
        const ask = form.dataset.key === "create" ? create : get;
        form.elements.credential.value = JSON.stringify(await ask(JSON.parse(form.dataset.options).publicKey));
        form.submit();
      } catch {
        failed.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
