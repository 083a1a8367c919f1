// Live pages: one stream for all tabs of a browser that hold the same right. It says which case
// changed; elements ask for their own fragment again, e.g. hx-trigger="live:board from:body".
(() => {
  "use strict";
  const source = document.querySelector("[data-live-ticket]");
  if (!source || !("EventSource" in window)) return;
  let ticket = source.dataset.liveTicket;
  // The first part of a ticket says what it covers and is the same in every tab of the same right.
  const right = `live-${ticket.split(":")[0]}`;
  const channel = new BroadcastChannel(right);
  const RETRY_MS = 3000;
  let leading = false;
  let connection = "lost";
  let caughtUp = false;

  const show = (state) => {
    connection = state;
    for (const place of document.querySelectorAll("[data-live-state]")) {
      place.dataset.liveState = state;
      const words = place.dataset[state === "connected" ? "liveConnected" : "liveLost"];
      if (words !== undefined && place.textContent !== words) place.textContent = words;
    }
  };

  const trigger = (name, detail) => {
    document.body.dispatchEvent(new CustomEvent(name, { detail }));
  };

  const apply = (message) => {
    if (message.kind === "state") {
      show(message.state);
      // Something may have happened between the drawing of this page and its first connection.
      if (message.state === "connected" && !caughtUp) {
        caughtUp = true;
        apply({ kind: "refresh" });
      }
    }
    if (message.kind === "case") trigger(`live:case-${message.case}`, message);
    if (message.kind === "case" || message.kind === "refresh") trigger("live:board", message);
    if (message.kind === "refresh") {
      // After a gap nobody knows what was missed, so every live element reads afresh.
      for (const place of document.querySelectorAll("[data-live-case]")) {
        trigger(`live:case-${place.dataset.liveCase}`, message);
      }
    }
  };

  const tell = (message) => {
    apply(message);
    channel.postMessage(message);
  };

  // Asking for this page again checks the person's permission again; without it there is no ticket.
  const renewTicket = async () => {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live-ticket]");
    if (fresh) ticket = fresh.dataset.liveTicket;
  };

  const open = (missed) => {
    const events = new EventSource(`/live?ticket=${encodeURIComponent(ticket)}`);
    events.addEventListener("open", () => {
      tell({ kind: "state", state: "connected" });
      if (missed) tell({ kind: "refresh" });
    });
    events.addEventListener("case", (event) => tell({ kind: "case", ...JSON.parse(event.data) }));
    events.addEventListener("refresh", () => tell({ kind: "refresh" }));
    events.addEventListener("error", () => {
      tell({ kind: "state", state: "lost" });
      if (events.readyState !== EventSource.CLOSED) return;
      window.setTimeout(async () => {
        try {
          await renewTicket();
        } catch {
          // Without a signal the old ticket is tried again, and so on until there is one.
        }
        open(true);
      }, RETRY_MS);
    });
  };

  channel.addEventListener("message", (event) => {
    if (event.data.kind !== "who") apply(event.data);
    else if (leading) channel.postMessage({ kind: "state", state: connection });
  });
  navigator.locks.request(right, () => {
    leading = true;
    // Whatever happened since the tab that led before closed was heard by nobody.
    open(caughtUp);
    return new Promise(() => {}); // kept until this tab closes; then the next tab leads
  });
  channel.postMessage({ kind: "who" });
})();

// What somebody opened stays open, and keeps the focus, when its part of the page is drawn anew.
(() => {
  "use strict";
  const KEPT = "details[data-keep-open]";
  let opened = new Set();
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => {
    const open = [...document.querySelectorAll(`${KEPT}[open]`)];
    opened = new Set(open.map((details) => details.dataset.keepOpen));
    const active = document.activeElement;
    const own = active?.matches("summary") ? active.closest(KEPT) : null;
    focused = own?.dataset.keepOpen ?? "";
  });
  // Both events come before the browser paints, so nothing is seen to close.
  const restore = () => {
    for (const details of document.querySelectorAll(KEPT)) {
      const key = details.dataset.keepOpen;
      if (opened.has(key)) details.open = true;
      if (key === focused && !details.contains(document.activeElement)) {
        details.querySelector("summary").focus({ preventScroll: true });
      }
    }
  };
  document.addEventListener("htmx:afterSwap", restore);
  document.addEventListener("htmx:oobAfterSwap", restore);
})();
