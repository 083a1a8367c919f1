"use strict";
// What every page shares: theme choice, focus on errors, early typing, one submit only, questions
// before a step that cannot be taken back, and a word when something takes longer than a second.

// Theme
(() => {
  const root = document.documentElement;
  document.querySelectorAll("[data-theme-choice]").forEach((choice) => {
    choice.checked = choice.value === (root.dataset.theme ?? "");
    choice.addEventListener("change", () => {
      localStorage.setItem("theme", choice.value);
      if (choice.value) root.dataset.theme = choice.value;
      else delete root.dataset.theme;
    });
  });
})();

// Menus close with Escape and with a press elsewhere
(() => {
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
})();

// The error summary takes the focus, after a page load and after a swap
(() => {
  const focusFirst = (root) => root.querySelector?.("[data-focus-first]")?.focus();
  focusFirst(document);
  document.addEventListener("htmx:afterSettle", (event) => focusFirst(event.target));
})();

// Quick fingers type into a search field before it listens: what stands there by then is searched
(() => {
  document.addEventListener("htmx:afterProcessNode", (event) => {
    const field = event.target;
    if (!field.matches?.("input[type=search][hx-get]") || field.value === field.defaultValue) return;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();

// A word after one second
const progress = (() => {
  const place = document.querySelector("[data-progress]");
  let timer = 0;
  return {
    start() {
      clearTimeout(timer);
      timer = setTimeout(() => place?.replaceChildren(place.dataset.progressText), 1000);
    },
    stop() {
      clearTimeout(timer);
      place?.replaceChildren();
    },
    fail() {
      clearTimeout(timer);
      place?.replaceChildren(place.dataset.progressFailed);
    },
  };
})();

// Question first, then submit once
(() => {
  const confirmed = new WeakSet();
  const dialog = document.getElementById("confirm-dialog");

  const ask = (question, yes, then) => {
    const yesButton = dialog.querySelector("[data-confirm-yes-button]");
    yesButton.dataset.usual ??= yesButton.textContent;
    yesButton.textContent = yes ?? yesButton.dataset.usual;
    dialog.querySelector("#confirm-question").textContent = question;
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && then(), { once: true });
    dialog.showModal();
  };

  const release = (form) => form.removeAttribute("aria-busy");

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const source = event.submitter?.dataset.confirm ? event.submitter : form;
      if (form.method === "dialog") return;
      if (source.dataset.confirm && !confirmed.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        ask(source.dataset.confirm, source.dataset.confirmYes, () => {
          confirmed.add(form);
          form.requestSubmit(event.submitter);
        });
        return;
      }
      confirmed.delete(form);
      if (form.target) return;
      if (form.getAttribute("aria-busy") === "true") {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      form.setAttribute("aria-busy", "true");
      if (!form.matches("[hx-get],[hx-post],[data-hx-post]")) progress.start();
    },
    true,
  );

  // A button that asks the server by itself, outside any form, has its question here.
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, issueRequest } = event.detail;
    if (elt.matches("form") || !elt.dataset.confirm) return;
    event.preventDefault();
    ask(elt.dataset.confirm, elt.dataset.confirmYes, () => issueRequest(true));
  });
  document.addEventListener("htmx:beforeRequest", () => progress.start());
  // Nothing was swapped: what was typed is still there, and the person is told.
  const tellFailure = (event) => {
    const status = event.detail.xhr?.status ?? 0;
    if (status === 0 || status >= 500) setTimeout(progress.fail);
  };
  document.addEventListener("htmx:sendError", tellFailure);
  document.addEventListener("htmx:responseError", tellFailure);
  document.addEventListener("htmx:afterRequest", (event) => {
    progress.stop();
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  // A page that sends its forms by itself says when the answer is there.
  document.addEventListener("page:answered", () => progress.stop());
  // A page that comes back from the browser's memory must be usable again.
  addEventListener("pageshow", () => {
    progress.stop();
    document.querySelectorAll('form[aria-busy="true"]').forEach(release);
  });
})();
