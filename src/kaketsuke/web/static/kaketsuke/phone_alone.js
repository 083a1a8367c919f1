"use strict";
// Leads through the case without a signal: the screens, questions and moves that the server drew and
// read from its tables are shown here; nothing is decided here. Presses wait in the queue.
(() => {
  const phone = window.kaketsukePhone;
  const { store, money } = phone;
  const SECOND = 1e6; // stretches of work are counted in microseconds
  // Where there is a signal the server says by itself, within this time, that the minutes are used up.
  const SERVER_SAYS_WITHIN = 20;
  let own = null; // { bundle, local }

  const fresh = (bundle) => ({
    screen: bundle.screen,
    since: bundle.since,
    money: {
      agreed: bundle.money.agreed,
      waiting: bundle.money.waiting,
      versions: bundle.money.versions,
      spare: bundle.money.spare,
      spans: bundle.money.spans,
    },
    path: [],
    node: 0,
    done: [],
    calls: [],
    // Names that differed: beginning the questions anew gives no further try.
    tried: 0,
  });

  const base = () => `/field/cases/${own.bundle.case}/`;
  const runs = (screen) => screen.split(":")[0] === "working";
  const micros = (at) => Date.parse(at) * 1000;
  const isRunning = () => own.local.money.spans.at(-1)?.[1] === null;
  const workedSeconds = () => money.worked(own.local.money.spans, phone.now() * 1000) / SECOND;
  // The free minutes and the approved ones, in seconds.
  const limit = () =>
    60 * (own.bundle.money.free_minutes + money.approvedMinutes(own.local.money.agreed?.lines ?? []));

  // The clock stops with the work, and by itself at the last free or approved minute.
  const spansAfter = (spans, screen, at) => {
    const last = spans.at(-1);
    if (last && last[1] === null) {
      const spent = money.momentOf(spans, limit() * SECOND);
      if (runs(screen) && spent > at) return spans;
      return [...spans.slice(0, -1), [last[0], Math.min(at, spent)]];
    }
    return runs(screen) ? [...spans, [at, null]] : spans;
  };

  // ---- drawing
  const fill = (html) => {
    const part = new DOMParser().parseFromString(html, "text/html");
    for (const name of ["bar", "task", "action-bar"]) {
      const place = document.querySelector(`[data-slot="${name}"]`);
      const drawn = part.querySelector(`[data-part="${name}"]`);
      if (place && drawn) place.replaceChildren(...document.adoptNode(drawn).childNodes);
    }
    document.title = part.title;
    // The same drawing serves again and again; each press has a key of its own.
    for (const each of document.querySelectorAll('[data-slot] input[name="key"]')) each.value = crypto.randomUUID();
    setClocks();
    estimates.fill();
    document.querySelector("[data-offline-note]")?.setAttribute("hidden", "");
    scrollTo(0, 0);
    (document.querySelector("[data-focus-first]") ?? document.getElementById("main"))?.focus();
  };

  const setClocks = () => {
    const { local } = own;
    for (const element of document.querySelectorAll("[data-elapsed-from]")) element.dataset.elapsedFrom = local.since;
    for (const element of document.querySelectorAll(".work-clock .clock, .bar-clock .clock")) {
      const seconds = Math.floor(workedSeconds());
      if (isRunning()) {
        element.dataset.elapsedSeconds = seconds;
        element.dataset.limit = limit();
      } else {
        delete element.dataset.elapsedSeconds;
        element.textContent = window.productClock.written(seconds);
      }
    }
    for (const place of document.querySelectorAll("[data-limit-words]")) {
      place.textContent = place.dataset.limitWords.replace("{n}", window.productClock.written(limit()));
    }
    for (const meter of document.querySelectorAll(".work-clock progress")) {
      meter.max = limit();
      meter.value = Math.floor(workedSeconds());
    }
    warn();
  };
  const warn = () => {
    if (!own) return;
    const [seconds, end] = [workedSeconds(), limit()];
    const near = end - own.bundle.warn_seconds;
    for (const alert of document.querySelectorAll("[data-near]")) alert.hidden = seconds < near || seconds >= end;
    for (const alert of document.querySelectorAll("[data-up]")) alert.hidden = seconds < end;
    if (isRunning() && seconds >= end) minutesReached(seconds - end);
  };
  // Past the last free or approved minute nothing can be charged, whatever the signal does (A1.3).
  const minutesReached = async (over) => {
    const to = targetOf("minutes_reached", {});
    const drawnHere = document.querySelector("[data-up]");
    if (!to || (navigator.onLine && !drawnHere && over < SERVER_SAYS_WITHIN)) return;
    const spans = spansAfter(own.local.money.spans, to, phone.now() * 1000);
    own = { ...own, local: { ...own.local, screen: to, money: { ...own.local.money, spans } } };
    await keep();
    if (location.pathname === base()) drawScreen();
  };
  setInterval(warn, 1000);

  const check = () => own.bundle.checks[own.local.screen];
  const go = (path) => location.pathname === path || history.pushState(null, "", path);

  const drawScreen = () => {
    go(base());
    fill(own.bundle.screens[own.local.screen]);
  };
  const drawStep = (name) => {
    if (!own.bundle.steps[name]) return drawScreen();
    go(`${base()}steps/${name}/`);
    return fill(own.bundle.steps[name]);
  };
  const drawCheck = () => {
    if (!check()) return drawScreen();
    go(`${base()}check/`);
    const [view] = check().nodes[own.local.node];
    return fill(check().views[view]);
  };
  const draw = (path) => {
    if (path.startsWith(`${base()}estimate/`)) estimates.draw(path.slice(base().length));
    else if (path.startsWith(`${base()}check/`)) drawCheck();
    else if (path.startsWith(`${base()}steps/`)) drawStep(path.split("/").at(-2));
    else drawScreen();
  };

  const refuse = (sentence) => {
    const form = document.querySelector('[data-slot="task"] form') ?? document.querySelector('[data-slot="task"]');
    document.querySelector("[data-alone-error]")?.remove();
    const said = document.getElementById("alone-error").content.cloneNode(true);
    said.querySelector("[data-sentence]").textContent = sentence;
    form.prepend(said);
    document.querySelector("[data-alone-error]").focus();
  };

  // ---- moving on
  const keep = () => store.saveCase(own, { contact: false });

  // The press and the screen that it leads to are kept together: a page that goes away in between must
  // neither lose the press nor ask for it again.
  const moveTo = async (screen, press, noted = {}, show = drawScreen) => {
    const { local } = own;
    const since = screen === local.screen ? local.since : press.at;
    const next = { ...local, ...noted, screen, since, path: [], node: 0, moved: true };
    next.money = { ...next.money, spans: spansAfter(local.money.spans, screen, micros(press.at)) };
    await phone.queue.press(press, { ...own, local: next });
    own = { ...own, local: next };
    show();
  };

  const fits = (answers, wanted) => Object.entries(wanted).every(([name, value]) => answers[name] === value);
  const targetOf = (step, answers) =>
    own.bundle.moves[own.local.screen]?.find(([name, when]) => name === step && fits(answers, when))?.[2];

  const open = (need, answers) =>
    fits(answers, need.when) && !(need.unless && answers[need.unless]) && !answers[need.field];

  const waitsStill = (step) => {
    const wait = own.bundle.waits[step];
    return wait && (phone.now() - Date.parse(own.local.since)) / 1000 < wait.seconds ? wait.sentence : "";
  };

  // Calls that nobody answered, far enough apart; the server counts them anew from their moments.
  const callsMissing = (step) => {
    const { before, made, apart_seconds: apart, wanted, sentence } = own.bundle.calls;
    if (step !== before) return "";
    const counted = [];
    for (const at of [...made, ...own.local.calls].map((each) => Date.parse(each)))
      if (!counted.length || at - counted.at(-1) >= apart * 1000) counted.push(at);
    return counted.length < wanted ? sentence : "";
  };

  // Some answers need an earlier step, taken here or known to the server.
  const tooEarly = (step, answers) => {
    const rule = own.bundle.after[step];
    if (!rule || !fits(answers, rule.when)) return "";
    const done = [...own.bundle.done, ...own.local.done];
    return rule.steps.some((name) => done.includes(name)) ? "" : rule.sentence;
  };

  const pressed = (step, fields, form, button) => ({
    key: form.elements.key?.value || crypto.randomUUID(),
    of: own.bundle.case,
    by: own.bundle.technician,
    step,
    fields,
    at: phone.now().toISOString(),
    title: (button ?? form.querySelector("button"))?.textContent.trim() ?? step,
  });

  const unsigned = (answers, form) => {
    if (!form.querySelector("[data-signature-pad]") || answers.spoken) return "";
    return answers.signature ? estimates.judged(answers.signature) : own.bundle.money.signature.first;
  };

  // No box cuts words while they are pasted: what is too long is said here too, before it is kept.
  const tooLong = (step, answers) =>
    Object.entries(own.bundle.longest?.[step] ?? {}).find(
      ([field, { most }]) => [...(answers[field] ?? "").replaceAll("\r\n", "\n")].length > most,
    )?.[1].sentence;

  const takeStep = async (step, answers, form, button) => {
    const missing = (own.bundle.needs[step] ?? []).find((need) => open(need, answers));
    if (missing && !form.elements[missing.field]) drawStep(step);
    const why = missing?.sentence ?? (waitsStill(step) || callsMissing(step));
    const early = tooLong(step, answers) || tooEarly(step, answers) || unsigned(answers, form);
    if (why || early) return refuse(why || early);
    const to = targetOf(step, answers);
    if (!to) return refuse(own.bundle.words.not_now);
    const { done, calls } = own.local;
    const rang = step === own.bundle.calls.press ? [phone.now().toISOString()] : [];
    const noted = { done: [...done, step], calls: [...calls, ...rang] };
    return moveTo(to, pressed(step, answers, form, button), noted);
  };

  // ---- the check
  const folded = (text) =>
    [...text.normalize("NFKC")]
      .map((each) => (/[\u3041-\u3096\u309d\u309e]/u.test(each) ? String.fromCodePoint(each.codePointAt(0) + 0x60) : each))
      .join("")
      .toLowerCase()
      .replace(/\s+/gu, "")
      .replaceAll("ヶ", "ケ")
      .replaceAll("−", "-");
  const hex = (bytes) => [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  const isSameName = async (typed, role) => {
    const { salt, rounds, of } = own.bundle.names;
    const wanted = folded(typed);
    if (!wanted) return false;
    const bytes = Uint8Array.from(salt.match(/../g), (pair) => Number.parseInt(pair, 16));
    const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(wanted), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes, iterations: rounds };
    const digest = hex(new Uint8Array(await crypto.subtle.deriveBits(how, secret, 256)));
    return (of[role] ?? []).includes(digest);
  };
  const hasDigits = (text) => /\p{Nd}\p{Nd}/u.test(text.normalize("NFKC"));

  const takeAnswer = async (answers, form, button) => {
    const { local } = own;
    const [view, edges] = check().nodes[local.node];
    const page = check().pages[view];
    if (form.elements.page?.value !== page) {
      // The signal went away in the middle of the questions: they are asked anew, from the first.
      Object.assign(local, { path: [], node: 0 });
      drawCheck();
      return refuse(own.bundle.words.again);
    }
    if (button?.name === "back") {
      const nodes = local.path.map(([, , node]) => node);
      local.node = nodes.at(-1) ?? 0;
      local.path.pop();
    } else if (page === "result") {
      return endCheck(check().results[view], answers, form, button);
    } else {
      let given = answers;
      if (page === "name") {
        const field = form.elements.full_name;
        if (hasDigits(field.value)) return refuse(own.bundle.words.digits);
        const role = local.path.findLast(([name]) => name === "who")?.[1].role;
        const left = own.bundle.name_tries_left;
        given = { same: local.tried < left && (await isSameName(field.value, role)) };
        if (!given.same) local.tried += 1;
        field.value = "";
      }
      const edge = edges.find(([wanted]) => fits(given, wanted));
      if (!edge) return refuse(own.bundle.words.choose);
      const code = page === "call_back" && answers.code ? { code: answers.code } : {};
      local.path.push([page, page === "name" ? given : { ...edge[0], ...code }, local.node]);
      local.node = edge[1];
      if (page === "name" && local.tried >= own.bundle.name_tries_left) nameIsOther();
    }
    await keep();
    return drawCheck();
  };

  // Tried out, another name is another: the question whether to type it again is not asked.
  const nameIsOther = () => {
    const { local } = own;
    const [view, edges] = check().nodes[local.node];
    if (check().pages[view] !== "name_other") return;
    const other = { again: "other" };
    local.path.push(["name_other", other, local.node]);
    local.node = edges.find(([wanted]) => fits(other, wanted))[1];
  };

  // Going back inside the check leaves no trace but the names tried: only the way that led to the
  // result is sent.
  const answered = () => own.local.path.map(([page, given]) => [page, given]);
  const triedBefore = () =>
    own.local.tried - own.local.path.filter(([page, given]) => page === "name" && !given.same).length;
  const endCheck = async (result, answers, form, button) => {
    const fields = { pages: answered(), result: answers, tried: triedBefore() };
    const to = targetOf("check", { result });
    return moveTo(to, pressed("check", fields, form, button));
  };

  const estimates = phone.makeEstimates({
    own: () => own,
    base,
    targetOf,
    go,
    fill,
    refuse,
    pressed,
    moveTo,
    drawScreen,
  });

  const answersOf = (form, button) => {
    const given = Object.fromEntries(new FormData(form, button));
    for (const each of ["csrfmiddlewaretoken", "key", "event_at", "so_far", "page", "back", "file"]) delete given[each];
    return given;
  };

  // ---- what other scripts call
  const load = async () => {
    own = await store.loadCase();
    return own;
  };
  // Takes the press over; false where it needs a signal.
  const take = async (form, button) => {
    const path = new URL(form.action).pathname;
    if (!(own ?? (await load())) || !path.startsWith(base())) return false;
    if (path === `${base()}check/`) await takeAnswer(answersOf(form, button), form, button);
    else if (path.startsWith(`${base()}steps/`)) {
      const step = path.split("/").at(-2);
      if (own.bundle.online.includes(step)) return false;
      await takeStep(step, answersOf(form, button), form, button);
    } else return estimates.take(path.slice(base().length), answersOf(form, button), form, button);
    return true;
  };
  const keepBundle = async (bundle) => {
    own = { bundle, local: fresh(bundle) };
    phone.token = bundle.csrf;
    await store.saveCase(own, { contact: true });
  };
  // Draws what an address shows; false where the phone holds no case.
  const show = async (path) => {
    if (!(own ?? (await load()))) return false;
    draw(path);
    return true;
  };
  const isAway = () => Boolean(own?.local.moved);
  phone.alone = { take, keepBundle, show, load, isAway, base };
})();
