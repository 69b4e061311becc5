// Keys for judging pairs: j and k go from pair to pair, 1 2 3 judge, x picks, z undoes. Without this file the buttons do the same.
"use strict";

(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, dialog") !== null;
  const all = () => [...document.querySelectorAll("[data-pair]")];
  const here = () => document.querySelector("[data-pair].here");

  function stand(pair) {
    if (!pair) return;
    here()?.classList.remove("here");
    pair.classList.add("here");
    pair.focus({ preventScroll: true });
    pair.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const pairs = all();
    stand(pairs[Math.min(Math.max(pairs.indexOf(here()) + by, 0), pairs.length - 1)]);
  }

  function showPicked() {
    const said = document.querySelector(".match-bulk [data-picked]");
    if (!said) return;
    const count = document.querySelectorAll("[data-pair] input[type=checkbox]:checked").length;
    said.textContent = count ? said.dataset.words.replace("{n}", count) : "";
  }

  function pick() {
    const box = here()?.querySelector("input[type=checkbox]");
    if (box) { box.checked = !box.checked; showPicked(); }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "x") pick();
    else if (event.key === "z") document.querySelector(".messages button")?.click();
    else if ("123".includes(event.key)) {
      if (!here()) { step(1); return; }
      here().querySelector(`[data-verdict="${event.key}"]`)?.click();
    } else return;
    event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches(".match-bulk [data-pick-all]")) {
      for (const box of document.querySelectorAll("[data-pair] input[type=checkbox]")) box.checked = event.target.checked;
    }
    showPicked();
  });

  stand(all()[0]);
})();
