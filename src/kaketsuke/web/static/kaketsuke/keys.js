"use strict";
// Keys of the console: data-key="1" presses or focuses its element. Never while somebody types,
// and a person can switch the keys off (speech input would press them by accident).
(() => {
  const TYPING = "input:not([type=radio],[type=checkbox],[type=submit],[type=button]),textarea,select,[contenteditable]";
  const OWN_ENTER = "a,button,summary,input,label";
  // A letter is never part of a telephone number, so there its key still works.
  const types = ({ target, key }) => target.closest?.(TYPING) && !(target.inputMode === "tel" && /^[a-z]$/.test(key));
  const areOff = () => localStorage.getItem("keys") === "off";
  const isShown = (element) => element.getClientRects().length > 0 && !element.matches(":disabled");

  const use = (element) => {
    if (element.matches(TYPING)) element.focus();
    else {
      element.click();
      (element.control ?? element).focus?.();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (areOff() || types(event)) return;
    if (event.key === "Enter" && event.target.closest?.(OWN_ENTER)) return;
    const open = document.querySelector("dialog[open]") ?? document;
    const wanted = `[data-key="${CSS.escape(event.key)}"]`;
    const element = [...open.querySelectorAll(wanted)].find(isShown);
    if (!element) return;
    event.preventDefault();
    use(element);
  });

  const choice = document.querySelector("[data-keys-choice]");
  if (!choice) return;
  choice.checked = !areOff();
  choice.addEventListener("change", () => localStorage.setItem("keys", choice.checked ? "on" : "off"));
})();
