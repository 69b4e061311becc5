// What a phone keeps of field visits: the day's list and the records not yet sent, both sealed with a key that goes at sign-out.
// The key cannot be read out of the browser; without it what is kept is noise until the same officer signs in on this phone again.

const NAME = "field-visits";
const KEPT = ["key", "owner", "list"];

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

let opened = null;
function store() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("about");
      request.result.createObjectStore("records", { keyPath: "visit" });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}

async function within(table, mode, deed) {
  const transaction = (await store()).transaction(table, mode);
  const finished = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
  const result = await asked(deed(transaction.objectStore(table)));
  await finished;
  return result;
}

const about = (name) => within("about", "readonly", (table) => table.get(name));
const note = (name, value) => within("about", "readwrite", (table) => table.put(value, name));

export async function phone() {
  const known = await about("phone");
  if (known) return known;
  const made = crypto.randomUUID();
  await note("phone", made);
  return made;
}

export async function remember(encoded, owner) {
  const raw = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
  await note("key", await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]));
  await note("owner", owner);
}

export const owner = () => about("owner");

// forget what can be read: key, owner and list. Records stay, sealed.
export async function forget() {
  for (const name of KEPT) await within("about", "readwrite", (table) => table.delete(name));
}

async function seal(bytes) {
  const key = await about("key");
  if (!key) throw new Error("no key");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

async function unseal(kept) {
  const key = await about("key");
  if (!key) throw new Error("no key");
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, key, kept.sealed);
}

const asBytes = (value) => new TextEncoder().encode(JSON.stringify(value));
const asValue = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

export async function keepList(list) {
  await note("list", { fetched: Date.now(), hours: list.limits.phone_hours, ...(await seal(asBytes(list))) });
}

// the list, or the word that says why there is none
export async function list() {
  const kept = await about("list");
  if (!kept || !(await about("key"))) return "no_list";
  if (Date.now() - kept.fetched > kept.hours * 3600 * 1000) {
    await forget();
    return "stale";
  }
  return { fetched: kept.fetched, ...asValue(await unseal(kept)) };
}

export async function records() {
  const found = await within("records", "readonly", (table) => table.getAll());
  return found.sort((one, other) => one.kept_at - other.kept_at);
}

export async function keepRecord(record, photos) {
  const sealed = [];
  for (const photo of photos) sealed.push({ type: photo.type, ...(await seal(await photo.arrayBuffer())) });
  const whole = await seal(asBytes(record));
  const bytes = whole.sealed.byteLength + sealed.reduce((sum, photo) => sum + photo.sealed.byteLength, 0);
  const kept = { visit: record.visit, entry: record.entry, owner: await owner(), kept_at: Date.now(), state: "kept", reason: "", tried: false, bytes, record: whole, photos: sealed };
  await within("records", "readwrite", (table) => table.put(kept));
}

export async function openRecord(kept) {
  const photos = [];
  for (const photo of kept.photos) photos.push(new Blob([await unseal(photo)], { type: photo.type }));
  return { record: asValue(await unseal(kept.record)), photos };
}

export const changeRecord = (kept) => within("records", "readwrite", (table) => table.put(kept));
export const dropRecord = (visit) => within("records", "readwrite", (table) => table.delete(visit));
