// Opens the application without a network. It keeps the application only: hashed files and the page.
// Answers of the server are never kept here; the engine's worker keeps its own snapshot.

/* The builder in xtask/ fills these two in. Left as they are (Trunk), nothing is kept. */
const VERSION = "development";
const FILES = [];

const PREFIX = "huitou-app-";
const CACHE = PREFIX + VERSION;
const PAGE = "/index.html";
const KEPT = new Set(FILES);

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // A hashed file may come from the browser's own cache; the others must be asked for again.
      await cache.addAll(
        FILES.map((path) => new Request(path, { cache: path.startsWith("/assets/") ? "default" : "reload" })),
      );
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(PREFIX) && name !== CACHE) {
          await caches.delete(name);
        }
      }
      await self.clients.claim();
    })(),
  );
});

// The page asks for this when the person takes the new version; never before, so that no page changes under its reader.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") {
    self.skipWaiting();
  }
});

/** Whether the application, and not the server, answers a visit to this path. */
function opensPage(path) {
  return !/^\/(api|u|health|assets)(\/|$)/.test(path) && !/\.[a-z0-9]+$/i.test(path);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || KEPT.size === 0) {
    return;
  }
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    if (opensPage(url.pathname)) {
      event.respondWith(kept(PAGE, request));
    }
    return;
  }
  // Everything else, the stream of events among it, goes its own way untouched.
  if (KEPT.has(url.pathname)) {
    event.respondWith(kept(url.pathname, request));
  }
});

async function kept(path, request) {
  const cache = await caches.open(CACHE);
  const answer = await cache.match(path, { ignoreVary: true });
  return answer ?? fetch(request);
}
