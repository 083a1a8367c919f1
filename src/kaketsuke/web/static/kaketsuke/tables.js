"use strict";
// A table that is too wide for its place becomes a list: one row a block, each cell beside the name
// of its column. Without this script the table is moved sideways inside its frame.
(() => {
  const NARROW = 640;

  const columnOf = (head) =>
    head.querySelector(".visually-hidden") && head.children.length === 1
      ? ""
      : head.textContent.trim();

  const name = (table) => {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map(columnOf);
    for (const body of table.tBodies)
      for (const row of body.rows)
        [...row.cells].forEach((cell, place) => {
          cell.dataset.column = cell.colSpan > 1 ? "" : heads[place] ?? "";
          cell.toggleAttribute("data-nothing", ["", "–"].includes(cell.textContent.trim()) && !cell.querySelector("input,svg,img"));
        });
  };

  // What is drawn as blocks stays a table to whoever hears it.
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const say = (table) => {
    for (const each of [table, ...table.querySelectorAll("thead,tbody,tr,td,th")]) {
      const head = each.closest("thead") ? "columnheader" : "rowheader";
      each.setAttribute("role", ROLES[each.tagName] ?? head);
    }
  };

  const fit = (wrap) => {
    const table = wrap.querySelector("table");
    if (!table?.tHead) return;
    wrap.classList.remove("stacked");
    if (wrap.clientWidth >= NARROW || wrap.scrollWidth <= wrap.clientWidth + 1) return;
    name(table);
    say(table);
    wrap.classList.add("stacked");
  };

  const fitAll = (root) => root.querySelectorAll?.(".table-wrap").forEach(fit);
  fitAll(document);
  addEventListener("resize", () => fitAll(document));
  document.addEventListener("toggle", (event) => fitAll(event.target), true);
  document.addEventListener("htmx:afterSettle", (event) => {
    const wrap = event.target.closest?.(".table-wrap");
    if (wrap) fit(wrap);
    else fitAll(event.target);
  });
})();
