"use strict";
// Adds up what an estimate and a bill come to, as `money` and the written service do: whole yen, whole
// microseconds, tax once. The server reckons everything anew and refuses where a figure differs.
(() => {
  const SECOND = 1e6;
  const OVERTIME = "overtime";

  // Exact for whole numbers up to 2 ** 53: nothing is rounded by a division.
  const down = (number, by) => (number - (number % by)) / by;
  const up = (number, by) => down(number, by) + (number % by > 0 ? 1 : 0);
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

  const totals = (amounts, percent) => {
    const subtotal = sum(amounts);
    const tax = down(subtotal * percent, 100);
    return { subtotal_yen: subtotal, tax_percent: percent, tax_yen: tax, total_yen: subtotal + tax };
  };
  const totalsOf = (lines, percent) => totals(lines.map((line) => line.quantity * line.unit_yen), percent);

  // Stretches of work are pairs of microseconds; the last may have no end yet.
  const worked = (spans, until) =>
    sum(spans.map(([begun, ended]) => Math.max(0, (ended === null ? until : Math.min(ended, until)) - begun)));
  const secondsOf = (spans, until) => up(worked(spans, until), SECOND);
  const minutesOf = (spans, until) => up(secondsOf(spans, until), 60);

  // When work went on past that much: the first moment that no longer belongs to it.
  const momentOf = (spans, workedFor) => {
    let total = 0;
    for (const [begun, ended] of spans) {
      if (ended === null || total + (ended - begun) > workedFor) return begun + (workedFor - total);
      total += ended - begun;
    }
    return null;
  };

  const minutesAfter = (moment, spans, until) =>
    minutesOf(
      spans
        .filter(([, ended]) => ended === null || ended > moment)
        .map(([begun, ended]) => [Math.max(begun, moment), ended]),
      until,
    );

  // Overtime begins when the free minutes are used up, or at its approval where that came later;
  // what was agreed first counts first, of what was agreed together the cheaper.
  const counted = (lines, { spans, until, free }) => {
    const pastFree = momentOf(spans, free * 60 * SECOND);
    let left = Math.max(0, minutesOf(spans, until) - free);
    const found = new Map();
    const agreed = lines.filter(({ kind, approved }) => kind === OVERTIME && approved !== null);
    for (const line of agreed.sort((a, b) => a.approved - b.approved || a.unit_yen - b.unit_yen)) {
      const begun = pastFree === null ? null : Math.max(pastFree, line.approved);
      const quantity = begun === null ? 0 : Math.min(line.quantity, left, minutesAfter(begun, spans, until));
      left -= quantity;
      if (quantity > 0) found.set(line, { ...line, quantity, begun });
    }
    return lines.map((line) => (line.kind === OVERTIME ? (found.get(line) ?? { ...line, begun: null }) : line));
  };

  const isCharged = ({ approved, begun }) => approved !== null && begun !== null && approved <= begun;
  const bill = (lines, { spans, until, free, percent }) => {
    const charged = counted(lines, { spans, until, free }).filter(isCharged);
    return { lines: charged, ...totalsOf(charged, percent) };
  };

  const approvedMinutes = (lines) =>
    sum(lines.filter(({ kind }) => kind === OVERTIME).map(({ quantity }) => quantity));

  window.kaketsukePhone.money = { totalsOf, bill, worked, momentOf, approvedMinutes };
})();
