// Keeps the page of visits and its files on the phone, so that it opens without signal. No data passes here: lists and records lie
// sealed in the browser's own store. The two constants above are written by the server.
const NAME = `visits-${VERSION}`;
const PATIENCE = 4000; // ms before the kept page is shown in place of a slow answer

async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new Error(`not kept: ${address}`);
  return answer;
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    for (const address of SHELL) await cache.put(address, await fetched(address));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("visits-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function answer(request, address) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(address);
  try {
    const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (fresh.ok && !fresh.redirected) await cache.put(address, fresh.clone());
    return fresh;
  } catch (failure) {
    if (kept) return kept;
    throw failure;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && url.origin === location.origin && SHELL.includes(url.pathname)) {
    event.respondWith(answer(event.request, url.pathname));
  }
});
