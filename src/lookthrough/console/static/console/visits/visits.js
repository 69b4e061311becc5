// The phone's page of field visits: the day's firms, one form each, kept on the phone at once and sent when there is signal.
import * as vault from "./vault.js";

const root = document.querySelector("[data-visits]");
const words = JSON.parse(root.dataset.words);
const english = document.documentElement.lang.startsWith("en");
const at = (id) => document.getElementById(id);
const say = (word, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[word] ?? word);
const TODAY = root.dataset.today;
const EVERY = 30000;

let held = null; // the day's list
let connection = "online";
let form = null; // the form that is open: firm, photos, place, record that is amended

function made(tag, more = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(more)) {
    if (name in one && name !== "list" && name !== "form") one[name] = value;
    else one.setAttribute(name, value);
  }
  one.append(...children);
  return one;
}

// --- the list ---

function standing(firm, records) {
  const mine = records.filter((one) => one.entry === firm.entry);
  const last = mine.at(-1);
  if (last) return last.state;
  if (firm.clash) return "clash";
  return firm.done ? "sent" : "todo";
}

const marks = { kept: "●", sending: "◌", sent: "✓", clash: "≠", refused: "!", todo: "○" };

function card(firm, records) {
  const state = standing(firm, records);
  const last = records.filter((one) => one.entry === firm.entry).at(-1);
  const chip = made("span", { className: `visit-state visit-${state}` }, made("span", { ariaHidden: "true" }, marks[state]), ` ${say(state)}`);
  const about = [firm.field, firm.region, ...(firm.with.length ? [`${say("with")} ${firm.with.join("、")}`] : [])].join(" · ");
  const button = made("button", { type: "button", className: "visit-card", onclick: () => openForm(firm) },
    made("strong", {}, firm.name), made("small", {}, about), ...firm.reasons.map((reason) => made("small", {}, reason)), chip);
  const why = last?.reason ? [made("p", { className: "visit-why" }, last.reason)] : [];
  return made("li", {}, button, ...why);
}

async function show() {
  const records = await vault.records();
  const owner = await vault.owner();
  const mine = records.filter((one) => one.owner === owner);
  const others = records.length - mine.length;
  at("connection").textContent = say(connection);
  at("connection").dataset.state = connection;
  at("waiting").textContent = mine.length ? say("waiting", { n: mine.length }) : say("nothing_waiting");
  at("others").hidden = others === 0;
  at("others").textContent = say("others", { n: others });
  at("send").hidden = mine.length === 0;
  const listed = typeof held === "string" || !held ? [] : held.firms;
  at("firms").replaceChildren(...listed.map((firm) => card(firm, mine)));
  at("nothing").hidden = listed.length > 0;
  at("nothing").textContent = say(typeof held === "string" ? held : "empty");
  at("fetched").textContent = held?.fetched ? `${say("fetched")} ${new Date(held.fetched).toLocaleTimeString(english ? "en-GB" : "zh-CN", { hour: "2-digit", minute: "2-digit" })}` : "";
}

// --- one form ---

const title = (item) => (english ? item.en : item.zh);

function question(item, value) {
  const id = `item-${item.slug}`;
  const mark = item.required ? " *" : "";
  if (item.kind === "choice") {
    const choices = Object.entries(item.options).map(([option, text]) => made("label", {},
      made("input", { type: "radio", name: item.slug, value: option, required: item.required, checked: value === option }), made("span", {}, english ? text.en : text.zh)));
    return made("fieldset", { className: "visit-choice", id }, made("legend", {}, title(item) + mark), ...choices);
  }
  const field = item.kind === "number"
    ? made("input", { id, name: item.slug, type: "text", inputMode: "numeric", pattern: "[0-9]{1,9}", required: item.required, value: value ?? "" })
    : made("textarea", { id, name: item.slug, rows: 2, maxLength: 2000, required: item.required, value: value ?? "" });
  return made("div", { className: "visit-field" }, made("label", { htmlFor: id }, title(item) + mark), field);
}

async function openForm(firm) {
  const mine = (await vault.records()).filter((one) => one.entry === firm.entry);
  const last = mine.at(-1);
  const before = last ? await vault.openRecord(last) : null;
  const answers = before?.record.answers ?? {};
  form = { firm, photos: before?.photos ?? [], place: before?.record.place ?? null, no_place: before?.record.no_place ?? "not_asked", last, before };
  at("firm-name").textContent = firm.name;
  at("firm-why").textContent = firm.reasons.join("；");
  at("items").replaceChildren(...held.forms[firm.number].map((item) => question(item, answers[item.slug])));
  at("note").value = before?.record.note ?? "";
  at("problem").hidden = true;
  showPlace();
  showPhotos();
  at("list").hidden = true;
  at("form").hidden = false;
  at("firm-name").focus();
  scrollTo(0, 0);
}

function closeForm() {
  form = null;
  at("form").hidden = true;
  at("list").hidden = false;
  at("today").focus();
}

function showPlace() {
  const words = { not_asked: "", refused: say("place_refused"), unavailable: say("place_unavailable"), asking: say("place_asking") };
  at("place-said").textContent = form.place ? say("place_got", { m: Math.round(form.place.accuracy) }) : words[form.no_place];
}

function askPlace() {
  const wanted = form;
  if (!navigator.geolocation) {
    wanted.no_place = "unavailable";
    showPlace();
    return;
  }
  wanted.no_place = "asking";
  showPlace();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      wanted.place = { latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy };
      if (form === wanted) showPlace();
    },
    (failure) => {
      wanted.no_place = failure.code === failure.PERMISSION_DENIED ? "refused" : "unavailable";
      if (form === wanted) showPlace();
    },
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
  );
}

async function thumbnail(photo) {
  const canvas = made("canvas", { width: 96, height: 96 });
  try {
    const small = await createImageBitmap(photo, { resizeWidth: 96, resizeHeight: 96 });
    canvas.getContext("2d").drawImage(small, 0, 0);
  } catch {
    canvas.hidden = true; // what cannot be drawn is still named by its size
  }
  return canvas;
}

async function showPhotos() {
  const shown = await Promise.all(form.photos.map(async (photo, place) => made("li", {}, await thumbnail(photo), made("span", {}, `${(photo.size / 1024 / 1024).toFixed(1)} MB`),
    made("button", { type: "button", onclick: () => { form.photos.splice(place, 1); showPhotos(); } }, say("remove_photo")))));
  at("photos").replaceChildren(...shown);
}

function addPhotos(event) {
  const { photo_mb: largest, photos_a_visit: most } = held.limits;
  for (const photo of event.target.files) {
    if (form.photos.length >= most) complain(say("photo_many", { n: most }));
    else if (photo.size > largest * 1024 * 1024) complain(say("photo_large", { mb: largest }));
    else form.photos.push(photo);
  }
  event.target.value = "";
  showPhotos();
}

function complain(text) {
  at("problem").textContent = text;
  at("problem").hidden = false;
  at("problem").scrollIntoView({ block: "center" });
}

function answersOf() {
  const said = new FormData(at("answers"));
  const found = {};
  for (const item of held.forms[form.firm.number]) {
    const value = (said.get(item.slug) ?? "").toString().trim();
    if (value) found[item.slug] = item.kind === "number" ? Number(value) : value;
  }
  return found;
}

// A record that may already lie with the server is never changed: what is said anew is a record of its own after it.
// One that the server has refused, or that was never sent, is replaced.
async function identity() {
  const { last, before, firm } = form;
  if (!last) return { visit: crypto.randomUUID(), based_on: firm.stands };
  const now = (await vault.records()).find((one) => one.visit === last.visit); // it may have been sent while the form was open
  if (!now || (now.tried && now.state !== "refused")) return { visit: crypto.randomUUID(), based_on: last.visit };
  return { visit: crypto.randomUUID(), based_on: before.record.based_on, instead: last.visit };
}

async function save(event) {
  event.preventDefault();
  const room = (await vault.records()).reduce((sum, one) => sum + one.bytes, 0) + form.photos.reduce((sum, one) => sum + one.size, 0);
  if (room > held.limits.phone_mb * 1024 * 1024) return complain(say("full"));
  const { visit, based_on, instead } = await identity();
  const record = {
    visit, based_on, phone: await vault.phone(), entry: form.firm.entry, answers: answersOf(), note: at("note").value.trim(),
    place: form.place, no_place: form.place ? "" : form.no_place === "asking" ? "unavailable" : form.no_place, seen_at: new Date().toISOString(),
  };
  try {
    await vault.keepRecord(record, form.photos);
  } catch {
    return complain(say("unsafe"));
  }
  if (instead) await vault.dropRecord(instead);
  closeForm();
  at("saved").textContent = say("saved");
  await show();
  return sync();
}

// --- sending ---

async function fetchList() {
  const answer = await fetch(`${TODAY}?phone=${await vault.phone()}`, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect" || answer.status === 403) return "signed_out";
  if (!answer.ok) return "offline";
  const list = await answer.json();
  await vault.remember(list.key, list.owner);
  delete list.key;
  await vault.keepList(list);
  return list;
}

async function sendOne(kept, token) {
  const { record, photos } = await vault.openRecord(kept);
  const body = new FormData();
  body.append("record", JSON.stringify(record));
  for (const [place, photo] of photos.entries()) body.append("photo", photo, `photo-${place}`);
  await vault.changeRecord({ ...kept, tried: true });
  const answer = await fetch(root.dataset.send, { method: "POST", body, headers: { "X-CSRFToken": token }, credentials: "same-origin", redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 403) return "signed_out";
  if (answer.ok) {
    await vault.dropRecord(kept.visit);
    return (await answer.json()).state;
  }
  const said = answer.status === 422 ? (await answer.json()).reason : `HTTP ${answer.status}`;
  await vault.changeRecord({ ...kept, tried: true, state: answer.status === 422 ? "refused" : "kept", reason: said });
  return "refused";
}

async function sendAll() {
  const list = await fetchList();
  if (typeof list === "string") return list;
  const mine = (await vault.records()).filter((one) => one.owner === list.owner);
  for (const one of mine) {
    if (one.state !== "refused" && (await sendOne(one, list.csrf)) === "signed_out") return "signed_out";
  }
  if (mine.length) await fetchList();
  return "online";
}

async function sync() {
  await navigator.locks.request("field-visits", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    try {
      connection = await sendAll();
    } catch {
      connection = "offline"; // no signal: everything stays where it is
    }
  });
  held = await vault.list();
  await show();
}

async function wipe() {
  const left = (await vault.records()).length;
  await vault.forget();
  held = "no_list";
  await show();
  at("saved").textContent = say("wiped", { n: left });
}

async function begin() {
  if (!("serviceWorker" in navigator) || !globalThis.crypto?.subtle || !globalThis.indexedDB || !navigator.locks) {
    at("nothing").hidden = false;
    at("nothing").textContent = say("unsafe");
    return;
  }
  at("send").addEventListener("click", sync);
  at("wipe").addEventListener("click", wipe);
  at("back").addEventListener("click", closeForm);
  at("place").addEventListener("click", askPlace);
  at("photo").addEventListener("change", addPhotos);
  at("answers").addEventListener("submit", save);
  addEventListener("online", sync);
  addEventListener("offline", () => { connection = "offline"; show(); });
  setInterval(() => document.visibilityState === "visible" && sync(), EVERY);
  held = await vault.list();
  await show();
  navigator.storage?.persist?.();
  await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
  await sync();
  await navigator.serviceWorker.ready;
  root.dataset.ready = "1";
}

begin();
