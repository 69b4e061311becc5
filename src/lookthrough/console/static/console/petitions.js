// Small conveniences of the petition desk: rows that grow while one types, a table pasted into cells, lines counted, paper. All works without.
"use strict";

(() => {
  const grid = document.querySelector("[data-crowd] tbody");

  function grow(count = 1) {
    for (let made = 0; made < count; made += 1) {
      const row = grid.rows[grid.rows.length - 1].cloneNode(true);
      const number = grid.rows.length + 1;
      row.cells[0].textContent = number;
      for (const field of row.querySelectorAll("input")) {
        field.value = "";
        field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, number));
      }
      grid.append(row);
    }
  }

  function below(field) {
    const row = field.closest("tr");
    if (!row.nextElementSibling) grow();
    row.nextElementSibling.querySelector("input").focus();
  }

  if (grid) {
    [...grid.rows].forEach((row, place) => {
      row.cells[0].textContent = place + 1;
      for (const field of row.querySelectorAll("input")) field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, place + 1));
    });
    grid.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) { event.preventDefault(); below(event.target); }
    });
    grid.addEventListener("input", (event) => {
      if (!event.target.closest("tr").nextElementSibling) grow();
    });
    grid.addEventListener("paste", (event) => {
      const lines = event.clipboardData.getData("text").replace(/\r/g, "").split("\n").filter((line) => line.trim());
      if (lines.length < 2 && !lines[0]?.includes("\t")) return;
      event.preventDefault();
      const row = event.target.closest("tr");
      const first = [...grid.rows].indexOf(row);
      const column = [...row.querySelectorAll("input")].indexOf(event.target);
      if (first + lines.length >= grid.rows.length) grow(first + lines.length + 1 - grid.rows.length);
      lines.forEach((line, down) => line.split("\t").forEach((cell, right) => {
        const field = grid.rows[first + down].querySelectorAll("input")[column + right];
        if (field) field.value = cell.trim();
      }));
    });
    document.querySelector("[data-more-rows]")?.addEventListener("click", (event) => { event.preventDefault(); grow(20); });
  }

  const counted = document.querySelector("[data-lines]");
  const text = document.getElementById("crowd-text");
  const count = () => {
    const lines = text.value.split("\n").filter((line) => line.trim()).length;
    counted.textContent = lines ? counted.dataset.lines.replace("{n}", lines) : "";
  };
  if (counted && text) { text.addEventListener("input", count); count(); }

  const print = document.querySelector("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
})();
