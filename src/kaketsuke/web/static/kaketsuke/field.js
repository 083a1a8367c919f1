"use strict";
// The technician's phone: a step that finds no network stays on the screen with its key, and says so.
(() => {
  const given = document.querySelector('meta[name="kaketsuke-now"]');
  const speed = Number(given?.dataset.speed ?? 1);
  const start = given ? Date.parse(given.content) : Date.now();
  const productNow = () => new Date(start + performance.now() * speed);
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

  const sayOffline = (form) => {
    // The press counts from its first moment, however late it gets through.
    const moment = form.elements.event_at;
    if (moment && !moment.value) moment.value = productNow().toISOString();
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
    return true;
  };

  const send = async (form, button) => {
    await placed(form);
    const body = new FormData(form, button);
    let answer;
    let text;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      text = await answer.text();
    } catch {
      return sayOffline(form);
    }
    if (!show(text, answer.redirected ? answer.url : location.href)) location.assign("/field/");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-step]")) return;
    event.preventDefault();
    send(form, event.submitter).finally(() => {
      form.removeAttribute("aria-busy");
      document.dispatchEvent(new Event("page:answered"));
    });
  });
  // Without a stored copy of the former screen the address alone says what to show.
  addEventListener("popstate", () => location.reload());
})();
