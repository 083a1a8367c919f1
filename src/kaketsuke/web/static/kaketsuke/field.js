"use strict";
// The technician's phone: a press goes to the server where it answers, into the queue where it does
// not; either way the next screen is there at once.
(() => {
  const phone = window.kaketsukePhone;
  const { store, queue, alone } = phone;
  phone.now = () => new Date(window.productClock.now());
  const PLACE_WITHIN_MS = 4000;

  const placed = (form) =>
    new Promise((done) => {
      const wanted = form.matches("[data-position]") && form.elements.latitude;
      if (!wanted || !navigator.geolocation) return done();
      const found = ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(5);
        form.elements.longitude.value = coords.longitude.toFixed(5);
        done();
      };
      const options = { timeout: PLACE_WITHIN_MS, maximumAge: 30000 };
      navigator.geolocation.getCurrentPosition(found, () => done(), options);
      // A question that nobody answers must not hold the step back.
      setTimeout(done, PLACE_WITHIN_MS);
    });

  // A photo goes up small: the screen's own size is enough to judge a lock by.
  const LONGEST = 1600;
  const shrunk = async (form) => {
    const chosen = form.querySelector("input[type=file][data-picture]");
    const file = chosen?.files[0];
    if (!file) return;
    try {
      const drawn = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(drawn.width, drawn.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(drawn.width * scale);
      canvas.height = Math.round(drawn.height * scale);
      canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
      form.elements[chosen.dataset.picture].value = canvas.toDataURL("image/jpeg", 0.82).split(",")[1];
      chosen.value = "";
    } catch {
      // What the browser cannot draw the server judges, and says what is wrong with it.
    }
  };

  const sayOffline = () => {
    const note = document.querySelector("[data-offline-note]");
    if (!note) return;
    note.hidden = false;
    note.scrollIntoView({ block: "center" });
  };

  // The stream is the same one as before, so the new screen begins with what is known of it.
  const keepLiveState = (fresh) => {
    const before = document.querySelector("[data-live-state]");
    const after = fresh.querySelector("[data-live-state]");
    if (!before || !after) return;
    after.dataset.liveState = before.dataset.liveState;
    after.textContent = before.textContent;
  };

  const show = (text, address) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector(".page");
    if (!fresh) return false;
    keepLiveState(fresh);
    document.querySelector(".page").replaceWith(document.adoptNode(fresh));
    // What the former screen listened for must not answer for the new one.
    const extra = page.querySelector("[data-page-extra]");
    if (extra) document.querySelector("[data-page-extra]")?.replaceWith(document.adoptNode(extra));
    document.title = page.title;
    if (address !== location.href) history.pushState(null, "", address);
    window.htmx?.process(document.body);
    scrollTo(0, 0);
    (document.querySelector("[data-focus-first]") ?? document.getElementById("main"))?.focus();
    keepUp();
    return true;
  };

  const visit = async (address) => {
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!show(await answer.text(), answer.url)) location.assign("/field/");
    } catch {
      // The signal went away again: the screen that the phone drew stands.
    }
  };

  // After a page of the server's: the phone keeps the case as it stands now, or forgets it.
  const keepUp = async () => {
    queue.show();
    const page = document.querySelector("[data-phone-case]");
    if (document.querySelector("[data-phone-none]") || page?.hasAttribute("data-phone-over")) {
      await store.forgetCase();
      return;
    }
    if (!page || (await store.count()) > 0) return;
    try {
      const answer = await fetch(page.dataset.phoneBundle, { headers: { Accept: "application/json" } });
      if (answer.redirected) return queue.signedOut();
      if (answer.status === 404) return store.forgetCase();
      if (!answer.ok) return;
      await alone.keepBundle(await answer.json());
      await store.keepMoment(window.productClock.now());
      document.documentElement.dataset.kept = "yes";
    } catch {
      // Without a signal the former copy has to do.
    }
  };

  // The server asked for a sign-in instead of answering.
  const isSignIn = (answer) => answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/");

  const send = async (form, button) => {
    await placed(form);
    await shrunk(form);
    if (alone.isAway() || !navigator.onLine || (await store.count()) > 0) {
      if (await alone.take(form, button)) return queue.drain();
    }
    let answer;
    let text;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form, button),
        headers: { Accept: "text/html" },
      });
      text = await answer.text();
    } catch {
      return (await alone.take(form, button)) || sayOffline();
    }
    if (isSignIn(answer)) {
      // Signed out meanwhile: the press waits for whoever signs in again, the case does not.
      const waits = await alone.take(form, button);
      await queue.signedOut();
      if (waits) return queue.show();
    }
    if (!show(text, answer.redirected ? answer.url : location.href)) location.assign("/field/");
  };

  // On the way the position is shared, now and then; at the door the page asks for it no more.
  const SHARE_EVERY_MS = 60000;
  let shared = 0;
  let watching = null;
  const share = async ({ coords }) => {
    const place = document.querySelector("[data-share-position]");
    if (!place || performance.now() - shared < SHARE_EVERY_MS || !navigator.onLine) return;
    shared = performance.now();
    const body = new FormData();
    body.set("latitude", coords.latitude.toFixed(5));
    body.set("longitude", coords.longitude.toFixed(5));
    const token = JSON.parse(document.body.getAttribute("hx-headers"));
    await fetch(place.dataset.sharePosition, { method: "POST", body, headers: token }).catch(() => {});
  };
  const watchPosition = () => {
    const wanted = document.querySelector("[data-share-position]") && navigator.geolocation;
    if (wanted && watching === null) {
      shared = -SHARE_EVERY_MS;
      watching = navigator.geolocation.watchPosition(share, () => {}, { maximumAge: 30000 });
    }
    if (!wanted && watching !== null) {
      navigator.geolocation.clearWatch(watching);
      watching = null;
    }
  };
  setInterval(watchPosition, 2000);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-step]")) return;
    event.preventDefault();
    send(form, event.submitter).finally(() => {
      form.removeAttribute("aria-busy");
      document.dispatchEvent(new Event("page:answered"));
    });
  });

  // A screen that was drawn alone leads on alone; the server's own pages are asked for as always.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('[data-slot] a[href^="/field/cases/"]');
    if (!link || event.defaultPrevented || !(alone.isAway() || !navigator.onLine)) return;
    event.preventDefault();
    alone.show(new URL(link.href).pathname).then((shown) => shown || location.assign(link.href));
  });

  const isInTheMiddle = () => location.pathname !== alone.base?.() && /\/(check|steps|estimate)\//.test(location.pathname);
  document.addEventListener("phone:sent", async (event) => {
    const wasAlone = alone.isAway() || document.querySelector("[data-phone-alone]");
    if (event.detail === "refused") await visit("/field/");
    else if (wasAlone && !isInTheMiddle()) await visit("/field/");
  });
  addEventListener("online", async () => {
    if (document.querySelector("[data-phone-alone]") && (await store.count()) === 0) location.reload();
  });
  // Without a stored copy of the former screen the address alone says what to show.
  addEventListener("popstate", () => {
    if (alone.isAway()) alone.show(location.pathname);
    else location.reload();
  });

  // Signing out leaves no case behind.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!new URL(form.action).pathname.endsWith("/logout/")) return;
    event.preventDefault();
    await store.forgetCase();
    form.submit();
  });

  const begin = async () => {
    const empty = document.querySelector("[data-phone-alone]");
    if (empty) {
      const noted = await store.moment();
      if (noted) window.productClock.set(noted.moment + (Date.now() - noted.wall) * window.productClock.speed);
      if (!(await alone.show(location.pathname))) empty.hidden = false;
      await queue.show();
    } else {
      await alone.load();
      // What waits goes up first: only then does the server's page tell the whole truth.
      await keepUp();
    }
    await queue.drain();
  };
  begin();
  navigator.serviceWorker?.register("/field/sw.js");
  navigator.storage?.persist?.();
})();
