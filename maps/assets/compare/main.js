// Puts the page together: reads what it holds, builds the panes, joins clock, maps, marks and strip.
(function () {
  "use strict";
  const island = JSON.parse(document.getElementById("compare-data").textContent);
  const page = airspacePage(island);
  page.write();
  const clock = island.clock ? airspaceClock({ t0_s: island.clock.t0, t1_s: island.clock.t1, t_s: island.clock.at }) : null;
  const layers = new Set(["names", "events", "labels"]);
  island.ground.borders.forEach((one) => { if (one.shown) layers.add(`border-${one.id}`); });
  const drawable = typeof L !== "undefined";
  const paths = drawable ? airspacePaths(island) : null;
  const tools = { page, clock, layers, paths, ground: drawable ? airspaceGround(island) : null };
  const panes = island.claims.map((claim) => airspacePane(document.getElementById(`pane-${claim.id}`), claim, tools));
  const status = document.getElementById("status"), told = document.getElementById("told");

  function announce(text, visibly = false) {
    status.textContent = text;
    told.textContent = visibly ? text : "";
    if (visibly) setTimeout(() => { if (told.textContent === text) told.textContent = ""; }, 4000);
  }

  const parts = { page, clock, layers, panes, announce };
  const changed = () => parts.link?.changed();
  parts.sync = airspaceSync(panes, island, page);

  let marks = null, strip = null;
  function legend() {
    // of the signs, those that something shown bears
    const shown = panes.filter((pane) => pane.shown).flatMap((pane) => pane.paths);
    const borne = new Set(marks ? marks.bases() : []);
    if (shown.length) borne.add("path");
    if (shown.some((path) => path.stays.length)) borne.add("inside");
    if (shown.some((path) => path.measures.length)) borne.add("measure");
    document.querySelectorAll("[data-sign]").forEach((line) => { line.hidden = !borne.has(line.dataset.sign); });
  }

  const follow = () => {
    marks?.refresh();
    legend();
    const chosen = new Set(panes.filter((pane) => pane.shown).flatMap((pane) => pane.chosen.map((id) => `${pane.claim.id}/${id}`)));
    if (!strip) return;
    document.getElementById("strip").hidden = !island.series.some((line) => chosen.has(`${line.claim}/${line.track}`));
    strip.show((line) => chosen.has(`${line.claim}/${line.track}`));
  };
  parts.show = (ids) => {
    panes.forEach((pane) => pane.show(ids.includes(pane.claim.id)));
    parts.controls.writeShown();
    follow();
    parts.sync.join();
    changed();
  };
  parts.choose = (pane, ids) => {
    pane.choose(ids);
    follow();
    parts.sync.join();
    changed();
  };
  parts.controls = airspaceControls(panes, island, clock, page, { layers, changed, show: parts.show, choose: parts.choose });
  if (clock) {
    marks = airspaceMarks(panes, island, clock, page, announce);
    if (island.series.length) {
      strip = airspaceStrip(document.getElementById("strip"), island.series, clock, page, document.getElementById("strip-more"));
    }
    clock.onChange((t_s) => panes.forEach((pane) => pane.draw(t_s)));
    clock.onChange(changed);
    clock.onState(changed);
  }
  document.documentElement.classList.toggle("no-clock", !clock);
  parts.show(island.shown);
  parts.sync.onMove(changed);
  parts.link = airspaceCompareLink(island, parts);
  parts.link.apply();
  // the maps take what the heading, the strip and the clock leave of the window
  const deck = document.getElementById("deck"), row = document.getElementById("panes");
  new ResizeObserver(() => row.parentNode.style.setProperty("--deck", `${deck.offsetHeight}px`)).observe(deck);
  new ResizeObserver(() => parts.sync.join()).observe(row);
}());
