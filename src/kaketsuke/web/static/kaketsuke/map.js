"use strict";
// The map of one case. Its library is fetched only when somebody opens it: a slow phone waits for
// nothing that it does not show. Places come from #places, which the live page replaces.
(() => {
  const frame = document.querySelector("[data-map]");
  if (!frame) return;
  const ground = frame.querySelector("[data-map-ground]");
  const said = frame.dataset;
  const marks = {};
  let map;

  const fetched = () =>
    new Promise((done, failed) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = said.style;
      const script = document.createElement("script");
      script.src = said.script;
      script.onload = done;
      script.onerror = failed;
      document.head.append(style, script);
    });

  const put = (kind, latitude, longitude) => {
    const place = [Number(latitude), Number(longitude)];
    if (marks[kind]) return marks[kind].setLatLng(place);
    const icon = L.divIcon({ className: `map-mark map-mark--${kind}`, html: said[kind], iconSize: null });
    marks[kind] = L.marker(place, { icon, title: said[kind], alt: said[kind] }).addTo(map);
    return marks[kind];
  };

  const show = () => {
    const places = document.getElementById("places")?.dataset;
    // Nobody is on the way any more: the map has done its work.
    if (!places) return frame.remove();
    frame.hidden = false;
    if (!map) return undefined;
    put("home", places.latitude, places.longitude);
    if (places.technicianLatitude) {
      put("technician", places.technicianLatitude, places.technicianLongitude);
    } else if (marks.technician) {
      marks.technician.remove();
      delete marks.technician;
    }
    const all = Object.values(marks).map((mark) => mark.getLatLng());
    return map.fitBounds(L.latLngBounds(all), { padding: [48, 48], maxZoom: 16 });
  };

  const open = async () => {
    if (!frame.open || map) return;
    if (!window.L) await fetched();
    map = L.map(ground, { zoomControl: false, attributionControl: Boolean(said.tiles) });
    L.control.zoom({ zoomInTitle: said.zoomIn, zoomOutTitle: said.zoomOut }).addTo(map);
    if (said.tiles) L.tileLayer(said.tiles, { maxZoom: 18, attribution: said.credit }).addTo(map);
    show();
  };

  frame.addEventListener("toggle", open);
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
