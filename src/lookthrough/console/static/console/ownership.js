// The ownership page: a slider over the days on which something changed, and the ways of a party lit up when one points at it.
"use strict";

(() => {
  const form = document.querySelector(".ownership-date");
  if (form) slide(form, form.querySelector(".ownership-slider"), form.querySelector("input[type=date]"));
  document.querySelectorAll("svg.ownership").forEach(light);

  function slide(form, label, date) {
    const days = [...new Set(form.dataset.days.split(" ").filter(Boolean))].sort();
    if (days.length < 2) return;
    const range = label.querySelector("input");
    range.max = days.length - 1;
    range.value = Math.max(0, days.findLastIndex((day) => day <= date.value));
    range.setAttribute("aria-valuetext", date.value);
    label.hidden = false;
    range.addEventListener("input", () => {
      date.value = days[range.value];
      range.setAttribute("aria-valuetext", date.value);
    });
    range.addEventListener("change", () => form.requestSubmit());
  }

  function light(picture) {
    const ties = [...picture.querySelectorAll(".tie")];
    const show = (key) => {
      picture.classList.toggle("asked", Boolean(key));
      const ways = key ? new Set([...follow(ties, key, "holder", "target"), ...follow(ties, key, "target", "holder")]) : new Set();
      ties.forEach((tie) => tie.classList.toggle("lit", ways.has(tie)));
    };
    picture.querySelectorAll(".party").forEach((party) => {
      const link = party.closest("a");
      party.addEventListener("pointerenter", () => show(party.dataset.key));
      party.addEventListener("pointerleave", () => show(""));
      link?.addEventListener("focus", () => show(party.dataset.key));
      link?.addEventListener("blur", () => show(""));
    });
  }

  // every tie on a way from a party in one direction
  function follow(ties, key, from, to) {
    const seen = new Set([key]);
    const found = new Set();
    for (let grew = true; grew;) {
      grew = false;
      for (const tie of ties) {
        if (seen.has(tie.dataset[from]) && !found.has(tie)) {
          found.add(tie);
          seen.add(tie.dataset[to]);
          grew = true;
        }
      }
    }
    return found;
  }
})();
