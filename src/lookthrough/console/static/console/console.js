// Keys, picking and small conveniences. Every page works without this file; nothing here talks to anybody but our own server.
"use strict";

(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, dialog") !== null;
  const rows = () => [...document.querySelectorAll("tr[data-row]:not([hidden])")];
  const here = () => document.querySelector("tr[data-row].here");
  const box = (row) => row && row.querySelector("input[type=checkbox]");

  function stand(row) {
    if (!row) return;
    here()?.classList.remove("here");
    row.classList.add("here");
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a")?.focus({ preventScroll: true });
  }

  function step(by) {
    const all = rows();
    const place = all.indexOf(here());
    stand(all[Math.min(Math.max(place + by, 0), all.length - 1)]);
  }

  // a subject's box stands for all its months: ids with commas between
  function picked() {
    const boxes = document.querySelectorAll("[data-list] tbody input[type=checkbox]:checked");
    return [...new Set([...boxes].flatMap((one) => one.value.split(",")))];
  }

  function expand(name) {
    const button = document.querySelector(`[data-expand="${name}"]`);
    if (!button) return;
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    for (const row of document.querySelectorAll(`tr[data-in="${name}"]`)) row.hidden = !open;
  }

  function showPicked() {
    const bar = document.querySelector("[data-bulk]");
    if (!bar) return;
    const count = picked().length;
    bar.hidden = count === 0;
    const words = bar.querySelector("[data-picked]");
    words.textContent = words.dataset.words.replace("{n}", count);
  }

  // what a key does is done to the picked rows, or to the row one stands on
  function withPicked(deed) {
    if (picked().length === 0 && box(here())) box(here()).checked = true;
    showPicked();
    if (picked().length > 0) deed();
  }

  const deeds = {
    "/": () => document.getElementById("search")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    o: () => here() && (location.href = here().dataset.href),
    e: () => {
      const row = here();
      const name = row?.dataset.in ?? row?.querySelector("[data-expand]")?.dataset.expand;
      if (!name) return;
      if (row.dataset.in) stand(document.querySelector(`[data-expand="${name}"]`).closest("tr"));
      expand(name);
    },
    "?": () => document.querySelector("[data-keys]")?.showModal(),
    x: () => { const one = box(here()); if (one) { one.checked = !one.checked; showPicked(); } },
    a: () => {
      const one = document.querySelector("button[data-key=a]");
      if (one) one.click();
      else withPicked(() => document.querySelector("[data-bulk] button.main")?.click());
    },
    s: () => {
      const one = document.querySelector("details[data-key=s]");
      if (one) { one.open = true; one.querySelector("textarea").focus(); }
      else withPicked(openSnooze);
    },
  };

  function openSnooze() {
    const dialog = document.querySelector("[data-snooze]");
    dialog?.showModal();
    dialog?.querySelector("textarea").focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (event.key === "Escape") for (const menu of document.querySelectorAll("details[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      for (const one of document.querySelectorAll("[data-list] tbody input[type=checkbox]")) one.checked = event.target.checked;
    }
    if (event.target.matches("[data-list] input[type=checkbox]")) showPicked();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-snooze]")) openSnooze();
    const opens = event.target.closest("[data-open]");
    if (opens) document.getElementById(opens.dataset.open)?.showModal();
    const expands = event.target.closest("[data-expand]");
    if (expands) expand(expands.dataset.expand);
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    const row = event.target.closest("tr[data-row]");
    if (row && !event.target.closest("a, input, button, label") && !getSelection().toString()) location.href = row.dataset.href;
  });

  // a browser shows days in its own way, so the day is said beside the field in ours; a slider moves the same day
  const weekdays = document.documentElement.lang.startsWith("en") ? ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] : [..."日一二三四五六"].map((one) => `周${one}`);
  const said = (day) => (day ? `${day} (${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]})` : "");

  function sayDay(field) {
    const place = document.getElementById(field.dataset.says);
    if (place) place.textContent = said(field.value);
  }

  for (const sliders of document.querySelectorAll(".sliders")) sliders.hidden = false;
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-says]")) sayDay(event.target);
    if (!event.target.matches("[data-slides]")) return;
    const first = Date.parse(`${event.target.closest(".sliders").dataset.first}T00:00:00Z`);
    const field = document.getElementById(event.target.dataset.slides);
    field.value = new Date(first + 86400000 * Number(event.target.value)).toISOString().slice(0, 10);
    sayDay(field);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-slides]")) event.target.form.requestSubmit();
  });

  // a form pressed twice in a hurry goes once; after a moment it can be sent again
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // a filter in the address says only what was asked for
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("[data-filter]")) return;
    for (const name of [...Object.keys(event.detail.parameters)]) {
      if (event.detail.parameters[name] === "") delete event.detail.parameters[name];
    }
  });
  document.addEventListener("htmx:afterSettle", showPicked);
  window.addEventListener("pageshow", showPicked);
})();
