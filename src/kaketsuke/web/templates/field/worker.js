"use strict";
// Keeps the page that works alone and what it loads; nothing of a person or a case is ever kept here.
const KEPT = {{ kept|safe }};
const ALONE = "{{ alone }}";
const NAME = "kaketsuke-field-{{ version }}";
const PARTS = new Set(KEPT);
const PATIENCE_MS = 8000;
// Answers vary by language and sign-in; what is kept here is the same for everybody.
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(KEPT);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("kaketsuke-field-") && name !== NAME);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

const tooLate = () => new Promise((_done, fail) => setTimeout(() => fail(new Error("late")), PATIENCE_MS));

// A signal that is there and carries nothing is no signal.
const page = async (request) => {
  try {
    return await Promise.race([fetch(request), tooLate()]);
  } catch {
    return (await caches.match(ALONE, ANY)) ?? Response.error();
  }
};

const part = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, ANY)) ?? Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (PARTS.has(address.pathname)) event.respondWith(part(request));
});
