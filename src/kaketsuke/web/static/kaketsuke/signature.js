"use strict";
// Signature on glass: strokes of [x, y, milliseconds] go into the hidden field beside the pad.
(() => {
  const PAD = "[data-signature-pad]";
  const GLASS = `${PAD} canvas`;
  const drawings = new WeakMap();

  const fieldOf = (glass) => glass.closest(PAD).querySelector("input[type=hidden]");
  const placed = (glass, event, begun) => {
    const box = glass.getBoundingClientRect();
    return [
      Math.round((event.clientX - box.left) * 10) / 10,
      Math.round((event.clientY - box.top) * 10) / 10,
      Math.round(event.timeStamp - begun),
    ];
  };

  // The bitmap follows the size on screen; whatever was drawn before is drawn again.
  const draw = (glass) => {
    const { strokes } = drawings.get(glass);
    const scale = devicePixelRatio || 1;
    glass.width = glass.clientWidth * scale;
    glass.height = glass.clientHeight * scale;
    const ink = glass.getContext("2d");
    ink.scale(scale, scale);
    ink.lineWidth = 2.5;
    ink.lineCap = ink.lineJoin = "round";
    ink.strokeStyle = getComputedStyle(glass).color;
    for (const stroke of strokes) {
      ink.beginPath();
      ink.moveTo(stroke[0][0], stroke[0][1]);
      for (const [x, y] of stroke) ink.lineTo(x, y);
      ink.stroke();
    }
  };

  const keep = (glass) => {
    const { strokes } = drawings.get(glass);
    const sent = { width: glass.clientWidth, height: glass.clientHeight, strokes };
    fieldOf(glass).value = strokes.length ? JSON.stringify(sent) : "";
  };

  document.addEventListener("pointerdown", (event) => {
    const glass = event.target.closest?.(GLASS);
    if (!glass) return;
    event.preventDefault();
    if (!drawings.has(glass)) drawings.set(glass, { strokes: [], begun: event.timeStamp });
    const drawing = drawings.get(glass);
    glass.setPointerCapture(event.pointerId);
    drawing.stroke = [placed(glass, event, drawing.begun)];
    drawing.strokes.push(drawing.stroke);
  });
  document.addEventListener("pointermove", (event) => {
    const glass = event.target.closest?.(GLASS);
    const drawing = glass && drawings.get(glass);
    if (!drawing?.stroke) return;
    // The events between two frames may be missing; then the one at hand has to do.
    const between = event.getCoalescedEvents?.() ?? [];
    const moves = between.length ? between : [event];
    for (const each of moves) drawing.stroke.push(placed(glass, each, drawing.begun));
    draw(glass);
  });
  const lift = (event) => {
    const glass = event.target.closest?.(GLASS);
    const drawing = glass && drawings.get(glass);
    if (!drawing?.stroke) return;
    drawing.stroke = null;
    draw(glass);
    keep(glass);
  };
  document.addEventListener("pointerup", lift);
  document.addEventListener("pointercancel", lift);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-signature-clear]");
    if (!button) return;
    const glass = button.closest(PAD).querySelector("canvas");
    drawings.delete(glass);
    glass.width = glass.clientWidth;
    fieldOf(glass).value = "";
  });
})();
