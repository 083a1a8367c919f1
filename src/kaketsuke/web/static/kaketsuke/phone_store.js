"use strict";
// What the phone keeps: the own live case, and what is still to be sent. Both sealed, each with a key
// of its own that never leaves the browser's key store; forgetting the key forgets the rest for good.
window.kaketsukePhone = {};
(() => {
  const NAME = "kaketsuke-field";
  const CASE = "case";
  const UNSENT = "unsent";
  const NOTES = "notes";
  const ALGORITHM = "AES-GCM";
  // A clock that was set back further than this is not believed.
  const SET_BACK_MS = 10 * 60 * 1000;

  const open = () =>
    new Promise((done, fail) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        for (const store of ["keys", CASE, NOTES]) asked.result.createObjectStore(store);
        asked.result.createObjectStore(UNSENT, { autoIncrement: true });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });

  let database;
  const act = async (stores, mode, work) => {
    database ??= open();
    const names = [stores].flat();
    const transaction = (await database).transaction(names, mode);
    const asked = work(...names.map((name) => transaction.objectStore(name)));
    return new Promise((done, fail) => {
      transaction.oncomplete = () => done(asked?.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  };

  const keyOf = async (what, { make }) => {
    const known = await act("keys", "readonly", (keys) => keys.get(what));
    if (known || !make) return known;
    const fresh = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
    // Another tab may have been quicker: then its key counts.
    return act("keys", "readwrite", (keys) => keys.add(fresh, what)).then(
      () => fresh,
      () => keyOf(what, { make: false }),
    );
  };

  const seal = async (what, value) => {
    const key = await keyOf(what, { make: true });
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt({ name: ALGORITHM, iv }, key, plain) };
  };
  const unseal = async (what, { iv, sealed }) => {
    const key = await keyOf(what, { make: false });
    if (!key) return null;
    const plain = await crypto.subtle.decrypt({ name: ALGORITHM, iv }, key, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  };

  const forget = async (what) => {
    await act("keys", "readwrite", (keys) => keys.delete(what));
    await act(what, "readwrite", (store) => store.clear());
  };

  const saveCase = async (value, { contact }) => {
    const now = Date.now();
    const row = { ...(await seal(CASE, value)), until: now + value.bundle.forget_after_seconds * 1000, saved: now };
    await act(CASE, "readwrite", (store) => (contact ? store.put(row, "own") : replace(store, row)));
  };
  // What was forgotten meanwhile stays forgotten: only the server gives a case anew, and a longer life.
  const replace = (store, row) => {
    store.get("own").onsuccess = ({ target: { result: before } }) => {
      if (before) store.put({ ...row, until: before.until }, "own");
    };
  };

  const loadCase = async () => {
    const row = await act(CASE, "readonly", (store) => store.get("own"));
    if (!row) return null;
    const now = Date.now();
    if (now > row.until || now < row.saved - SET_BACK_MS) {
      await forget(CASE);
      return null;
    }
    return unseal(CASE, row);
  };

  // A press and the case as the press leaves it: both or neither.
  const keepPress = async (press, moved) => {
    const waits = await seal(UNSENT, press);
    const row = { ...(await seal(CASE, moved)), saved: Date.now() };
    await act([UNSENT, CASE], "readwrite", (unsent, own) => {
      unsent.add(waits);
      replace(own, row);
    });
  };
  // In the order in which they were pressed: the key of the store counts up.
  const unsent = async () => {
    const ids = await act(UNSENT, "readonly", (store) => store.getAllKeys());
    const rows = await act(UNSENT, "readonly", (store) => store.getAll());
    const opened = await Promise.all(rows.map((row) => unseal(UNSENT, row)));
    return opened.map((value, place) => ({ ...value, id: ids[place] }));
  };
  const dropUnsent = (id) => act(UNSENT, "readwrite", (store) => store.delete(id));
  const count = () => act(UNSENT, "readonly", (store) => store.count());

  const keepNote = async (value) => {
    const row = await seal(UNSENT, value);
    await act(NOTES, "readwrite", (store) => store.put(row, "conflict"));
  };
  const note = async () => {
    const row = await act(NOTES, "readonly", (store) => store.get("conflict"));
    return row ? unseal(UNSENT, row) : null;
  };
  const dropNote = () => act(NOTES, "readwrite", (store) => store.delete("conflict"));

  // What time it was at the last contact, so that a page drawn alone knows the product's time.
  const keepMoment = (moment) => act(NOTES, "readwrite", (store) => store.put({ moment, wall: Date.now() }, "moment"));
  const moment = () => act(NOTES, "readonly", (store) => store.get("moment"));

  window.kaketsukePhone.store = {
    saveCase,
    loadCase,
    forgetCase: () => forget(CASE),
    keepPress,
    unsent,
    dropUnsent,
    count,
    keepNote,
    note,
    dropNote,
    keepMoment,
    moment,
  };
  // Whoever has to sign in first holds no case.
  if (document.querySelector("[data-forget-case]")) forget(CASE);
})();
