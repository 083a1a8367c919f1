"use strict";
// Clocks run on the product's time: the phone's own clock may be wrong and the demo may run faster.
(() => {
  const given = document.querySelector('meta[name="kaketsuke-now"]');
  const speed = Number(given?.dataset.speed ?? 1);
  // A page that the phone kept tells the speed and no moment.
  let start = Date.parse(given?.content) || Date.now();
  const now = () => start + performance.now() * speed;
  // A page drawn without the server sets the clock by what the phone noted at its last contact.
  const set = (moment) => {
    start = moment - performance.now() * speed;
  };
  const firstSeen = new WeakMap();

  const written = (seconds) => {
    const pad = (number) => String(number).padStart(2, "0");
    const minutes = Math.floor(seconds / 60);
    const rest = pad(seconds % 60);
    return minutes < 100
      ? `${minutes}:${rest}`
      : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
  };

  const show = (element, seconds) => {
    const text = written(Math.max(0, seconds));
    if (element.textContent !== text) element.textContent = text;
  };

  const showCountdown = (element) => {
    const left = Math.ceil((Date.parse(element.dataset.countdown) - now()) / 1000);
    show(element, left);
    element.toggleAttribute("data-over", left <= 0);
  };

  const showElapsed = (element) => {
    show(element, Math.floor((now() - Date.parse(element.dataset.elapsedFrom)) / 1000));
  };

  const showWorked = (element) => {
    if (!firstSeen.has(element)) firstSeen.set(element, now());
    const since = (now() - firstSeen.get(element)) / 1000;
    const seconds = Math.floor(Number(element.dataset.elapsedSeconds) + since);
    const meter = element.closest(".work-clock")?.querySelector("progress");
    const isOver = seconds > Number(element.dataset.limit);
    show(element, seconds);
    element.toggleAttribute("data-over", isOver);
    if (meter) {
      meter.value = seconds;
      meter.toggleAttribute("data-over", isOver);
    }
  };

  const tick = () => {
    document.querySelectorAll("[data-countdown]").forEach(showCountdown);
    document.querySelectorAll("[data-elapsed-from]").forEach(showElapsed);
    document.querySelectorAll("[data-elapsed-seconds]").forEach(showWorked);
  };

  window.productClock = { now, set, speed, written };
  tick();
  setInterval(tick, Math.max(250, 1000 / Math.max(1, speed)));
})();
