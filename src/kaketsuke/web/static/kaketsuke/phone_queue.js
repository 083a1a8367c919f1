"use strict";
// Sends what was pressed without a signal: in order, one sender at a time, each press with its own
// key. It is dropped only once the server has answered it; what is not taken is said, with why.
(() => {
  const phone = window.kaketsukePhone;
  const { store } = phone;
  const ACTIONS = "/field/actions/";
  const EVERY_MS = 20000;
  const AT_ONCE = 50;
  const PHOTO = "photo";

  const tokenOfPage = (root) => {
    try {
      return JSON.parse(root.body.getAttribute("hx-headers"))["X-CSRFToken"];
    } catch {
      return "";
    }
  };
  const freshToken = async () => {
    const answer = await fetch("/field/", { headers: { Accept: "text/html" } });
    return tokenOfPage(new DOMParser().parseFromString(await answer.text(), "text/html"));
  };

  const show = async () => {
    const waiting = await store.count();
    for (const place of document.querySelectorAll("[data-unsent]")) {
      const words = place.dataset.unsent.replace("{n}", waiting);
      if (place.textContent !== words) place.textContent = words;
      place.closest("[data-unsent-line]")?.toggleAttribute("data-waits", waiting > 0);
    }
    const away = document.querySelector("[data-away]");
    if (away) away.hidden = navigator.onLine;
    await showConflict();
  };

  const showConflict = async () => {
    const place = document.querySelector("[data-conflict]");
    if (!place) return;
    const found = await store.note();
    place.hidden = !found;
    if (!found) return;
    place.querySelector("[data-conflict-why]").textContent = found.sentence;
    const list = place.querySelector("[data-conflict-steps]");
    list.replaceChildren(
      ...found.steps.map((words) => Object.assign(document.createElement("li"), { textContent: words })),
    );
  };

  const signedOut = async () => {
    // Signed out, here or everywhere: the case must not stay on this phone.
    await store.forgetCase();
    document.querySelector("[data-signed-out]")?.removeAttribute("hidden");
  };

  const post = async (waiting, token) => {
    const actions = waiting.map(({ key, of, by, step, at, fields }) => ({ key, case: of, by, step, at, fields }));
    return fetch(ACTIONS, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ sent_at: phone.now().toISOString(), actions }),
    });
  };

  const taken = async (waiting, answers) => {
    const said = new Map(answers.map((each) => [each.key, each]));
    const refused = waiting.filter((each) => said.get(each.key)?.outcome !== "applied");
    if (refused.length > 0) {
      const first = refused.find((each) => said.get(each.key)?.sentence) ?? refused[0];
      const sentence = said.get(first.key)?.sentence ?? "";
      await store.keepNote({ sentence, steps: refused.map((each) => each.title) });
    }
    for (const each of waiting) await store.dropUnsent(each.id);
    return refused.length === 0;
  };

  // A photo is large: it travels alone.
  const upToPhoto = (all) => {
    const place = all.findIndex(({ step }) => step === PHOTO);
    return all.slice(0, place < 0 ? AT_ONCE : Math.min(Math.max(place, 1), AT_ONCE));
  };

  // Returns "none", "sent", "refused", "signed-out" or "later".
  const sendAll = async () => {
    let outcome = "none";
    for (;;) {
      const waiting = upToPhoto(await store.unsent());
      if (waiting.length === 0) return outcome;
      let answer;
      try {
        answer = await post(waiting, phone.token ?? tokenOfPage(document));
        if (answer.status === 403) {
          phone.token = await freshToken();
          answer = await post(waiting, phone.token);
        }
      } catch {
        return "later";
      }
      if (answer.status === 401) {
        await signedOut();
        return "signed-out";
      }
      if (!answer.ok) return "later";
      const all = await taken(waiting, (await answer.json()).answers);
      outcome = all && outcome !== "refused" ? "sent" : "refused";
    }
  };

  const drain = async () => {
    if (!navigator.onLine || (await store.count()) === 0) {
      await show();
      return "none";
    }
    const outcome = await navigator.locks.request("kaketsuke-field-drain", sendAll);
    await show();
    if (outcome === "sent" || outcome === "refused") {
      document.dispatchEvent(new CustomEvent("phone:sent", { detail: outcome }));
    }
    return outcome;
  };

  const press = async (action, moved) => {
    await store.keepPress(action, moved);
    await show();
  };

  document.addEventListener("click", async (event) => {
    if (!event.target.closest?.("[data-conflict-read]")) return;
    await store.dropNote();
    await show();
  });
  addEventListener("online", drain);
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => document.hidden || drain());
  setInterval(drain, EVERY_MS);
  phone.queue = { press, drain, show, signedOut };
})();
