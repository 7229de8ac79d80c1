// The state of the page in its address: view, time, claims, paths, layers, lock, clock, language. What stands after # may
// come from anyone, so each part is checked by itself against what the page has; a part that does not fit is left out.
function airspaceCompareLink(island, parts) {
  "use strict";
  const WAIT_MS = 250;
  let due = 0, reading = false, written = null;

  const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,3})?Z$/;
  const NUMBER = /^-?\d{1,3}(?:\.\d{1,7})?$/;
  const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

  function pairs(text) {
    const found = new Map();
    if (text.length > 4000) return found;
    for (const part of text.replace(/^#/, "").split("&")) {
      const [key, ...rest] = part.split("=");
      if (rest.length === 1 && !found.has(key)) found.set(key, rest[0]);
    }
    return found;
  }

  function list(text, known) {
    // those that the page has; nothing where something is named and none of it is known
    const found = text.split(",").filter((id) => ID.test(id) && known.has(id));
    return found.length || text === "" ? found : null;
  }

  function view(text) {
    const numbers = text.split(",");
    if (numbers.length !== 3 || !numbers.every((one) => NUMBER.test(one))) return null;
    const [lat, lng, zoom] = numbers.map(Number);
    const [[south, west], [north, east]] = island.region;
    const between = (value, low, high) => Math.min(high, Math.max(low, value));
    if (Math.abs(lat) > 90 || Math.abs(lng) > 540) return null;
    return { lat: between(lat, south, north), lng: between(lng, west, east), zoom: between(zoom, 3, 19) };
  }

  function instant(text) {
    const t_s = ISO.test(text) ? Date.parse(text) / 1000 : NaN;
    return Number.isFinite(t_s) ? t_s : null;
  }

  function read() {
    const found = pairs(window.location.hash), state = {};
    const claims = new Set(island.claims.map((claim) => claim.id));
    const layers = new Set([...island.ground.borders.map((one) => `border-${one.id}`), "names", "events", "labels"]);
    const put = (key, value) => { if (value !== null && value !== undefined) state[key] = value; };
    if (found.has("at")) put("view", view(found.get("at")));
    if (found.has("t")) put("t_s", instant(found.get("t")));
    if (found.has("claims")) {
      const wanted = list(found.get("claims"), claims);
      if (wanted && wanted.length) state.claims = wanted;
    }
    if (found.has("layers")) put("layers", list(found.get("layers"), layers));
    if (found.has("lock") && /^[01]$/.test(found.get("lock"))) state.locked = found.get("lock") === "1";
    if (found.has("clock")) {
      const zones = new Set(["utc", ...island.clocks.map((one) => one.id)]);
      if (zones.has(found.get("clock"))) state.zone = found.get("clock");
    }
    if (found.has("lang") && Object.hasOwn(island.texts, found.get("lang"))) state.language = found.get("lang");
    state.paths = new Map();
    for (const one of island.claims) {
      const key = `paths-${one.id}`;
      const ids = found.has(key) ? list(found.get(key), new Set(one.tracks.map((path) => path.id))) : null;
      if (ids) state.paths.set(one.id, ids);
    }
    return state;
  }

  function text() {
    const { clock, sync, page, panes, layers } = parts;
    const found = [], at = sync.view;
    if (at) found.push(`at=${at.centre.lat.toFixed(5)},${at.centre.lng.toFixed(5)},${at.zoom.toFixed(2)}`);
    if (clock) found.push(`t=${new Date(Math.round(clock.t_s * 1000)).toISOString()}`);
    found.push(`claims=${panes.filter((pane) => pane.shown).map((pane) => pane.claim.id).join(",")}`);
    for (const pane of panes) {
      if (pane.chosen.join() !== pane.opening().join()) found.push(`paths-${pane.claim.id}=${pane.chosen.join(",")}`);
    }
    found.push(`layers=${[...layers].sort().join(",")}`, `lock=${sync.locked ? 1 : 0}`);
    found.push(`clock=${page.zone.id}`, `lang=${page.language}`);
    return `#${found.join("&")}`;
  }

  function write() {
    due = 0;
    if (reading || (parts.clock && parts.clock.playing)) return;
    written = text();
    try {
      window.history.replaceState(null, "", written);
    } catch {
      // an address that may not be written stays as it is
    }
  }

  function changed() {
    if (!reading && !due) due = setTimeout(write, WAIT_MS);
  }

  function apply() {
    const state = read(), { clock, sync, page, panes, layers } = parts;
    reading = true;
    if (state.language) page.setLanguage(state.language);
    if (state.zone) page.setZone(state.zone);
    if (state.layers) {
      layers.clear();
      state.layers.forEach((one) => layers.add(one));
      parts.controls.writeLayers();
    }
    state.paths.forEach((ids, claim) => parts.choose(panes.find((pane) => pane.claim.id === claim), ids));
    parts.show(state.claims || panes.filter((pane) => pane.shown).map((pane) => pane.claim.id));
    if (state.locked !== undefined && state.locked !== sync.locked) sync.setLocked(state.locked);
    if (state.view) sync.set([state.view.lat, state.view.lng], state.view.zoom);
    if (clock && state.t_s !== undefined) clock.set(state.t_s);
    reading = false;
  }

  window.addEventListener("hashchange", () => {
    if (window.location.hash === written) return;
    apply();
    changed();
  });

  // --- the link as something to hand on ---------------------------------------------------------------------------

  const field = document.getElementById("link-field");
  document.getElementById("copy").addEventListener("click", async () => {
    write();
    const { page, announce } = parts, address = window.location.href.split("#")[0] + text();
    try {
      await navigator.clipboard.writeText(address);
      field.hidden = true;
      announce(page.say("link_copied"), true);
    } catch {
      field.value = address;
      field.hidden = false;
      field.focus();
      field.select();
      announce(page.say("link_by_hand"), true);
    }
  });
  return { apply, changed, read };
}
