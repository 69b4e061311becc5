// Copying the firm's code and the key for a note. The file works without this script; the button then stays hidden.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const code = document.getElementById(button.dataset.copy);
    if (!code || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent.trim());
      const said = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = said; }, 1500);
    });
  }

  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, dialog") !== null;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const note = document.querySelector("details[data-key=n]");
    if (!note) return;
    event.preventDefault();
    note.open = true;
    note.querySelector("textarea").focus();
  });
})();
