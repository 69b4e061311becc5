// The list under the search box: arrow keys go through it, Enter opens, Esc closes. Without this file the box is a plain form.
"use strict";

(() => {
  const box = document.getElementById("search");
  const popup = document.getElementById("search-popup");
  if (!box || !popup) return;
  const form = box.form;
  let composing = false;

  const options = () => [...popup.querySelectorAll("[role=option]")];
  const active = () => popup.querySelector("[role=option][aria-selected=true]");

  function stand(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  }

  function show(open) {
    const shown = open && popup.textContent.trim() !== "";
    popup.hidden = !shown;
    box.setAttribute("aria-expanded", String(shown && options().length > 0));
    if (shown && options().length > 0) box.setAttribute("aria-controls", "search-listbox");
    else box.removeAttribute("aria-controls");
    if (!shown) stand(null);
  }

  function step(by) {
    const all = options();
    if (popup.hidden) show(true);
    if (all.length === 0) return;
    const place = all.indexOf(active());
    stand(all[(place + by + (place < 0 && by < 0 ? 1 : 0) + all.length) % all.length]);
  }

  box.addEventListener("keydown", (event) => {
    if (composing || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !popup.hidden && active()) {
      event.preventDefault();
      location.href = active().href;
    } else if (event.key === "Escape" && !popup.hidden) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    }
  });

  // while a word is being put together from pinyin nothing is asked; the finished word is
  box.addEventListener("compositionstart", () => { composing = true; });
  box.addEventListener("compositionend", () => {
    composing = false;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("htmx:beforeRequest", (event) => {
    if (composing || box.value.trim() === "") event.preventDefault();
  });
  box.addEventListener("input", () => { if (box.value.trim() === "") show(false); });
  box.addEventListener("focus", () => { if (box.value.trim() !== "") show(true); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "search-popup") show(document.activeElement === box && box.value.trim() !== "");
  });
  document.addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) show(false); });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) show(false);
  });
})();
