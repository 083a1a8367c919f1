// Draws the area of an event: each press on the map adds a corner, kept as text in the field below,
// so that the form works the same without a map.
(() => {
  // Of many municipalities those are in sight whose name holds what is typed, and those chosen.
  const list = document.querySelector("[data-area-list]");
  const search = list?.querySelector("[type=search]");
  if (search) {
    list.querySelector("[data-area-search]").hidden = false;
    search.addEventListener("input", () => {
      const typed = search.value.trim();
      for (const choice of list.querySelectorAll(".choice")) {
        choice.hidden = !choice.textContent.includes(typed) && !choice.querySelector("input").checked;
      }
    });
    search.addEventListener("keydown", (press) => {
      if (press.key === "Enter") press.preventDefault();
    });
  }
  const section = document.querySelector("[data-area]");
  const field = document.querySelector("[data-area-points]");
  if (!section || !field || !window.L) return;
  section.hidden = false;
  const holder = section.querySelector("[data-area-map]");
  const places = JSON.parse(holder.dataset.places || "[]");
  const map = L.map(holder, { zoomControl: false, attributionControl: Boolean(holder.dataset.tiles) });
  if (holder.dataset.tiles) {
    L.tileLayer(holder.dataset.tiles, { maxZoom: 18, attribution: holder.dataset.credit }).addTo(map);
  }
  L.control.zoom({ zoomInTitle: holder.dataset.zoomIn, zoomOutTitle: holder.dataset.zoomOut }).addTo(map);
  const middle = places.length ? places : [[35.68, 139.76]];
  map.fitBounds(L.latLngBounds(middle).pad(0.5), { maxZoom: 14, animate: false });
  for (const place of places) {
    L.circleMarker(place, { radius: 4, className: "area-place", interactive: false }).addTo(map);
  }
  const ring = L.polygon([], { className: "area-ring", interactive: false }).addTo(map);

  const read = () =>
    field.value
      .split("\n")
      .map((line) => line.split(/[,、]/).map(Number))
      .filter((point) => point.length === 2 && point.every(Number.isFinite));
  const draw = () => ring.setLatLngs(read());
  const write = (points) => {
    field.value = points.map((point) => point.map((each) => each.toFixed(5)).join(", ")).join("\n");
    draw();
  };

  map.on("click", (press) => write([...read(), [press.latlng.lat, press.latlng.lng]]));
  section.querySelector("[data-area-back]").addEventListener("click", () => write(read().slice(0, -1)));
  section.querySelector("[data-area-clear]").addEventListener("click", () => write([]));
  field.addEventListener("input", draw);
  draw();
})();
