"use strict";
// Estimates without a signal: lines from the price list, one total, the payer's word on the glass.
// Each press carries what was shown; the server reckons it anew and refuses where a figure differs.
(() => {
  const phone = window.kaketsukePhone;
  const { money } = phone;
  const AT_WORK = ["working", "paused", "minutes_up"];

  const moment = (press) => Date.parse(press.at) * 1000;
  const isSame = (a, b) => a.of === b.of && a.item === b.item;
  const plain = (text) => (text ?? "").normalize("NFKC").trim();

  phone.makeEstimates = (alone) => {
    const given = () => alone.own().bundle.money;
    const kept = () => alone.own().local.money;
    const words = () => given().words;
    const yen = (amount, tax = "none") => words().yen[tax].replace("{n}", amount.toLocaleString("en-US"));
    const totalsOf = (lines) => money.totalsOf(lines, given().percent);
    const isAtWork = () => AT_WORK.includes(alone.own().local.screen.split(":")[0]);
    const agreedLines = () => kept().agreed?.lines ?? [];

    // ---- drawing
    const put = (root, name, text) => {
      for (const place of root.querySelectorAll(`[data-${name}]`)) place.textContent = text;
    };
    const fillBill = (lines, totals) => {
      const list = document.querySelector("[data-bill]");
      const pattern = list.querySelector("template");
      for (const line of lines) {
        const row = pattern.content.cloneNode(true);
        put(row, "name", line.name);
        put(row, "of", `${line.quantity} ${line.unit} × ${yen(line.unit_yen)}`);
        put(row, "amount", yen(line.quantity * line.unit_yen));
        list.insertBefore(row, list.querySelector("[data-after-lines]"));
      }
      put(list, "subtotal", yen(totals.subtotal_yen));
      put(list, "tax", yen(totals.tax_yen));
      put(document, "total", yen(totals.total_yen, "with"));
    };

    const drawForm = () => {
      if (!isAtWork()) return alone.drawScreen();
      alone.go(`${alone.base()}estimate/`);
      alone.fill(given().form);
      const [key, code] = kept().spare[0] ?? ["", ""];
      const form = document.getElementById("estimate-form");
      form.elements.key.value = key;
      form.dataset.code = code;
      const agreed = document.querySelector("[data-slot='task'] [data-agreed]");
      agreed.hidden = !kept().agreed;
      put(agreed, "lines", agreedLines().map((line) => `${line.name} × ${line.quantity}`).join(", "));
      return put(agreed, "total", yen(kept().agreed?.total_yen ?? 0));
    };

    const drawPayer = () => {
      const { waiting } = kept();
      if (!waiting || !isAtWork()) return alone.drawScreen();
      alone.go(`${alone.base()}estimate/payer/`);
      alone.fill(given().payer);
      const totals = totalsOf(waiting.lines);
      fillBill(waiting.lines, totals);
      put(document, "code", waiting.code);
      put(document, "number", words().number.replace("{n}", waiting.version));
      const { sayLine, sayTotal } = document.querySelector("[data-say-line]").dataset;
      const said = waiting.lines.map(({ name, quantity, unit }) =>
        sayLine.replace("{name}", name).replace("{quantity}", quantity).replace("{unit}", unit),
      );
      return put(document, "said", said.join("") + sayTotal.replace("{total}", yen(totals.total_yen, "with")));
    };

    // What the screen of the work says of money: the version that waits, the one in force.
    const fillAgreed = () => {
      const [waits, stands] = ["waiting", "agreed"].map((name) => document.querySelector(`section[data-${name}]`));
      if (!waits) return;
      const { waiting, agreed } = kept();
      waits.hidden = !waiting;
      if (waiting) put(waits, "total", yen(totalsOf(waiting.lines).total_yen, "with"));
      stands.hidden = !agreed;
      if (!agreed) return;
      put(stands, "total", yen(agreed.total_yen, "with"));
      for (const line of agreedLines().filter(({ kind, begun }) => kind !== "overtime" && begun === null)) {
        const row = stands.querySelector("template").content.cloneNode(true);
        const form = row.querySelector("form");
        Object.assign(form.dataset, { of: line.of, item: line.item });
        put(row, "name", line.name);
        put(row, "quantity", line.quantity);
        stands.append(row);
      }
    };

    const fillOwing = () => {
      const form = document.getElementById("collect-form");
      if (!document.querySelector("[data-owing]")) return;
      const until = phone.now().getTime() * 1000;
      const { spans } = kept();
      const { free_minutes: free, percent } = given();
      const due = money.bill(agreedLines(), { spans, until, free, percent });
      fillBill(due.lines, due);
      form.elements.shown_yen.value = due.total_yen;
      for (const part of document.querySelectorAll("[data-owing]")) part.hidden = due.total_yen === 0;
      for (const part of document.querySelectorAll("[data-free]")) part.hidden = due.total_yen > 0;
    };

    // ---- presses
    const chosen = (answers) =>
      Object.entries(given().items)
        .map(([item, { name, unit, kind, unit_yen }]) => {
          const quantity = plain(answers[`quantity_${item}`]) || "0";
          return { item, name, unit, kind, unit_yen, quantity };
        })
        .filter(({ quantity }) => !/^0+$/.test(quantity));

    const takeForm = async (answers, form, button) => {
      const lines = chosen(answers);
      const key = form.elements.key.value;
      if (lines.length === 0) return alone.refuse(words().no_lines);
      if (lines.some(({ quantity }) => !/^\d{1,3}$/.test(quantity))) return alone.refuse(words().quantity);
      if (!key || !form.dataset.code) return alone.refuse(words().no_more);
      const fresh = lines.map((line) => ({
        ...line,
        of: key,
        quantity: Number(line.quantity),
        approved: null,
        begun: null,
      }));
      const all = [...agreedLines(), ...fresh];
      const fields = {
        lines: fresh.map(({ item, quantity, unit_yen }) => ({ item, quantity, unit_yen })),
        shown: totalsOf(all),
      };
      const version = kept().versions + 1;
      const noted = {
        ...kept(),
        versions: version,
        spare: kept().spare.filter(([each]) => each !== key),
        waiting: { of: key, code: form.dataset.code, version, lines: all },
      };
      const press = alone.pressed("estimate", fields, form, button);
      return alone.moveTo(alone.own().local.screen, press, { money: noted }, drawPayer);
    };

    const judged = (text) => {
      const { points, most, width, height, first, larger, again } = given().signature;
      const drawn = JSON.parse(text).strokes.flat();
      if (drawn.length < points) return first;
      if (drawn.length > most) return again;
      const across = drawn.map(([x]) => x);
      const down = drawn.map(([, y]) => y);
      const wide = Math.max(...across) - Math.min(...across) >= width;
      return wide && Math.max(...down) - Math.min(...down) >= height ? "" : larger;
    };

    const unsigned = ({ signature, typed_name: name, code }) => {
      if (signature) return judged(signature);
      if (!name && !code) return words().sign;
      if (!plain(name)) return words().name;
      return plain(code) === kept().waiting.code ? "" : words().code;
    };

    const takeAnswer = async (answers, form, button) => {
      const { waiting } = kept();
      if (!waiting) return alone.drawScreen();
      const approves = answers.answer === "approve";
      const why = approves ? (answers.sheet ? unsigned(answers) : words().sheet) : "";
      if (why) return alone.refuse(why);
      const { answer, sheet, signature, typed_name, code } = answers;
      const said = approves ? { answer, sheet, signature, typed_name, code } : { answer };
      const press = alone.pressed("answer", { of: waiting.of, ...said }, form, button);
      const here = alone.own().local.screen;
      if (!approves) return alone.moveTo(here, press, { money: { ...kept(), waiting: null } });
      const lines = waiting.lines.map((line) => ({ ...line, approved: line.approved ?? moment(press) }));
      const agreed = { lines, total_yen: totalsOf(lines).total_yen };
      const more = money.approvedMinutes(lines) > money.approvedMinutes(agreedLines());
      const to = (more && alone.targetOf("minutes_approved", {})) || here;
      return alone.moveTo(to, press, { money: { ...kept(), agreed, waiting: null } });
    };

    const takeBegin = async (form, button) => {
      const id = new URL(form.action).pathname.split("/").at(-3);
      const { of, item } = form.dataset;
      const line = agreedLines().find((each) => (of ? isSame(each, { of, item }) : each.of === id));
      if (!line) return alone.drawScreen();
      const press = alone.pressed("begin_line", { of: line.of, item: line.item }, form, button);
      const begun = (lines) => lines.map((each) => (isSame(each, line) ? { ...each, begun: moment(press) } : each));
      const { agreed, waiting } = kept();
      const noted = {
        ...kept(),
        agreed: { ...agreed, lines: begun(agreed.lines) },
        waiting: waiting && { ...waiting, lines: begun(waiting.lines) },
      };
      return alone.moveTo(alone.own().local.screen, press, { money: noted });
    };

    // Takes the press over where it is one about money; the rest of an address says which.
    const take = async (rest, answers, form, button) => {
      if (rest === "estimate/") await takeForm(answers, form, button);
      else if (/^estimate\/[^/]+\/answer\/$/.test(rest)) await takeAnswer(answers, form, button);
      else if (/^lines\/[^/]+\/begin\/$/.test(rest)) await takeBegin(form, button);
      else return false;
      return true;
    };
    const draw = (rest) => (rest.startsWith("estimate/payer/") ? drawPayer() : drawForm());

    return { take, draw, fill: () => { fillAgreed(); fillOwing(); }, judged };
  };
})();
