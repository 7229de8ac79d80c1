// Distance to the border over time, a chart for each zone and in it one line for each path. Pointing, tapping or dragging
// on a chart sets the clock. The charts and their key stand in `host`; altitude, speed, shading and the values in `more`,
// or folded in `host` without one. Words, strokes, charts and table: the other files of this name.
// series: [{claim, claimClass, name, label, zone, zoneName?, dash, t_s, own_m, editions_low_m, editions_high_m,
// assumption_low_m, assumption_high_m, role, values, tried, alt_m, altBasis, speed_mps, speedBasis, verdict: {built,
// decisive, why}, clock: {earlier_s, later_s, assumed, text}, speedOpen, editions: {count, families, weak, names},
// marks: [{kind, index, input, timeInput}], shown?}]; texts are {en, tr, ru}.
function airspaceStrip(host, series, clock, page, more) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const words = airspaceStripWords(page), { say, told } = words;
  const lines = series.map((one) => ({ ...one, on: one.shown !== false }));
  const state = { view: "near", bands: "all", looked: null, x: [0, 1] };
  const shown = () => lines.filter((line) => line.on);
  const charts = [];

  function make(name, className, parent) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (parent) parent.append(element);
    return element;
  }

  function swatch(parent, dash, kind) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", `swatch ${kind}`);
    svg.setAttribute("viewBox", "0 0 34 12");
    svg.setAttribute("aria-hidden", "true");
    const shapes = {
      "swatch-path": [["line", { x1: 0, y1: 6, x2: 34, y2: 6, "stroke-dasharray": dash ? dash.join(" ") : "none" }]],
      "strip-solid": [["rect", { x: 1, y: 1, width: 32, height: 10 }]],
      "strip-hatch": [0, 8, 16, 24].map((x) => ["line", { x1: x, y1: 11, x2: x + 10, y2: 1 }]),
      "strip-reach": [["path", { d: "M2 3v6M32 3v6" }], ["path", { d: "M2 6h30", "stroke-dasharray": "1 2" }]],
    };
    for (const [shape, attributes] of shapes[kind]) {
      const drawn = document.createElementNS(SVG, shape);
      for (const [key, value] of Object.entries(attributes)) drawn.setAttribute(key, value);
      svg.append(drawn);
    }
    parent.append(svg);
  }

  // --- elements -----------------------------------------------------------------------------------------------------

  host.classList.add("strip");
  host.replaceChildren();
  host.hidden = !lines.length;
  if (host.hidden) return { redraw() {}, show() {} };
  const zones = make("div", "strip-zones", host);
  const views = make("div", "strip-views");
  views.setAttribute("role", "group");
  const viewButtons = ["near", "whole"].map((view) => {
    const button = make("button", "", views);
    button.type = "button";
    button.addEventListener("click", () => { state.view = view; rebuild(); });
    return [view, button];
  });
  const key = make("ul", "strip-key", host);
  key.tabIndex = 0;  // it scrolls where there are many lines
  for (const line of lines) {
    const row = line.row = make("li", line.claimClass, key);
    swatch(row, line.dash, "swatch-path");
    const text = make("span", "strip-words", row);
    line.told = ["name", "label", "value", "undecided"].map((part) => {
      const span = make("span", `strip-${part}`, text);
      text.append(" ");
      return span;
    });
    const look = (wanted) => {
      const now = wanted ? line : null;
      if (state.looked !== now) { state.looked = now; redraw(); }
    };
    row.addEventListener("pointerenter", (event) => look(event.pointerType === "mouse"));
    row.addEventListener("pointerleave", () => look(false));
  }
  const meaning = airspaceStripMeaning(key, lines, state, words, make, swatch);
  const fold = more ? null : make("details", "strip-more", host);
  const foldTitle = fold ? make("summary", "", fold) : null;
  const rest = more || make("div", "", fold);
  rest.classList.add("strip", "strip-rest");
  if (more) more.replaceChildren();
  const lead = make("p", "strip-note", rest);
  const choice = make("label", "strip-shading", rest);
  const choiceText = make("span", "", choice), select = make("select", "", choice);
  select.addEventListener("change", () => { state.bands = select.value; rebuild(); });
  const profiles = make("div", "strip-profiles", rest);
  const table = airspaceStripTable(rest, lines, words, page);
  const drawing = airspaceStripDrawing(host, lines, state, words, page);

  function chart(name, own, pick, scale, steps, digits, drawn) {
    const figure = make("figure", `strip-chart strip-${name}`, name === "distance" ? zones : profiles);
    const head = make("div", "strip-head", figure), caption = make("figcaption", "", head);
    const frame = make("div", "strip-frame", figure), note = name === "distance" ? null : make("p", "strip-note", figure);
    const one = { name, figure, head, caption, frame, note, lines: own, pick, scale, steps, digits, ...drawn };
    charts.push(airspaceStripChart(one, host, state, clock, words, page, drawing));
  }

  const fine = (found) => (found.length > 1 && found[1] - found[0] < 1 ? 1 : 0);
  for (const zone of new Set(lines.map((line) => line.zone))) {
    const own = lines.filter((line) => line.zone === zone), pick = (line) => line.own_m;
    chart("distance", own, pick, 0.001, false, fine, {
      under: drawing.ground,
      over: [(u) => drawing.shades(u, own), drawing.border, (u) => drawing.paths(u, own, pick, 0.001),
        (u) => drawing.points(u, own), (u) => drawing.sides(u, words.zoneOf(own[0]))],
    });
  }
  for (const [name, pick, scale, steps] of [["altitude", (line) => line.alt_m, 1, false], ["speed", (line) => line.speed_mps, 3.6, true]]) {
    chart(name, lines, pick, scale, steps, () => 0, { over: [(u) => drawing.paths(u, lines, pick, scale, steps)] });
  }
  const borders = charts.filter((one) => one.name === "distance");

  // --- ranges -------------------------------------------------------------------------------------------------------

  function extent(arrays) {
    let low = Infinity, high = -Infinity;
    for (const values of arrays) {
      for (const value of values || []) {
        if (value === null) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    return [low, high];
  }

  function padded([low, high], share) {
    const pad = Math.max(share * (high - low), 5);
    return [low - pad, high + pad];
  }

  function fitZone(of) {
    // near: what is inside, the gap of the lines that stay outside, and the time they are about there
    const [low, high] = extent(of.map((line) => line.own_m));
    const [, bands] = extent(of.flatMap((line) => [line.own_m, line.editions_high_m, line.assumption_high_m]));
    const top = Math.max(bands, 0), span = Math.max(high - low, 1);
    if (state.view === "whole") return { y: [low - 0.05 * span, Math.max(top * 1.1, 0.16 * span)], near: [] };
    const gap = Math.max(...of.map((line) => -Math.min(0, extent([line.own_m])[1])));
    const floor = -Math.max(1.3 * gap, 1.6 * top, 500);
    const near = of.map((line) => line.t_s.filter((_, i) => line.own_m[i] >= floor));
    return { y: [floor, Math.max(1.15 * top, -0.2 * floor)], near };
  }

  function fitCharts() {
    const near = [];
    for (const one of charts) {
      const own = one.lines.filter((line) => line.on);
      if (one.name === "distance") {
        one.figure.hidden = !own.length;
        const found = fitZone(own.length ? own : one.lines);
        one.y = found.y.map((value) => value / 1000);
        if (own.length) near.push(...found.near);
      } else {
        const [least, most] = extent(own.map((line) => one.pick(line)));
        const empty = !(least <= most);
        const pad = empty ? 1 : Math.max(0.15 * (most - least), 0.03 * Math.abs(most), 1) * one.scale;
        one.y = empty ? [0, 1] : [Math.max(0, least * one.scale - pad), most * one.scale + pad];
        one.frame.hidden = empty;
        one.figure.hidden = empty && !one.note.textContent;
      }
    }
    const whole = extent((shown().length ? shown() : lines).map((line) => line.t_s));
    state.x = near.some((part) => part.length) ? padded(extent(near), 0.03) : padded(whole, 0.01);
    const seen = borders.filter((one) => !one.figure.hidden);
    zones.classList.toggle("strip-several", seen.length > 1);
    if (seen.length && views.parentNode !== seen[0].head) seen[0].head.append(views);
    resize();
  }

  function resize() {
    for (const one of charts) {
      const width = one.frame.clientWidth, height = one.frame.clientHeight;
      if (width && height && (one.plot.width !== width || one.plot.height !== height)) one.plot.setSize({ width, height });
    }
    redraw();
    tick();
  }

  function redraw() {
    for (const one of charts) {
      if (!one.frame.clientWidth) continue;
      one.plot.setData([state.x.slice(), one.y.slice()]);
      one.plot.redraw(false, true);  // the labels of the axes too: language, clock and theme change them
    }
  }

  function tick() {
    charts.forEach((one) => one.hand());
    for (const line of lines) {
      const value = line.on ? borders.find((one) => one.lines.includes(line)).at(line, clock.t_s) : null;
      const text = !line.on ? "" : value === null ? say("no-path") : words.value(line, value);
      if (line.told[2].textContent !== text) line.told[2].textContent = text;
    }
  }

  // --- words --------------------------------------------------------------------------------------------------------

  function writeKey() {
    key.setAttribute("aria-label", say("title"));
    for (const line of lines) {
      const [name, path, , undecided] = line.told;
      name.textContent = told(line.name);
      path.textContent = told(line.label);
      undecided.textContent = words.undecided(line) ? say("undecided") : "";
      line.row.hidden = !line.on;
      line.row.classList.toggle("strip-lone", shown().filter((other) => other.claim === line.claim).length === 1);
    }
    meaning.write();
  }

  function writeShading() {
    choiceText.textContent = say("bands");
    const options = [["all", say("bands-all")], ["none", say("bands-none")]];
    lines.forEach((line, i) => { if (line.on) options.push([String(i), words.named(line)]); });
    if (!options.some(([value]) => value === state.bands)) state.bands = "all";
    select.replaceChildren(...options.map(([value, text]) => {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = text;
      return option;
    }));
    select.value = state.bands;
  }

  function writeCharts() {
    const clockName = page.zoneName ? page.zoneName() : "";
    for (const one of charts) {
      const zone = words.zoneOf(one.lines[0]);
      one.caption.textContent = [say(`axis-${one.name}`, { zone }), clockName].filter(Boolean).join(" · ");
      one.frame.setAttribute("aria-label", say(`told-${one.name}`, { zone }));
      if (!one.note) continue;
      const lacking = [...new Set(shown().filter((line) => !one.pick(line)).map(words.named))];
      one.note.textContent = lacking.length ? say(`no-${one.name}`, { names: lacking.join("; ") }) : "";
      one.note.hidden = !lacking.length;
    }
  }

  function rebuild() {
    lead.textContent = say("caption");
    if (foldTitle) foldTitle.textContent = say("more");
    views.setAttribute("aria-label", say("view"));
    viewButtons.forEach(([view, button]) => {
      button.textContent = say(view);
      button.setAttribute("aria-pressed", String(state.view === view));
    });
    writeShading();
    writeKey();
    writeCharts();
    table.write();
    fitCharts();
  }

  rebuild();
  clock.onChange(tick);
  page.onLanguage(rebuild);
  page.onTheme(redraw);
  page.onZone(rebuild);
  // the boxes have the heights that the style sheet gives them, so drawing never changes what is observed
  const sizes = new ResizeObserver(resize);
  charts.forEach((one) => sizes.observe(one.frame));
  window.matchMedia("print").addEventListener("change", resize);
  return { redraw: rebuild, show: (pick) => { lines.forEach((line) => { line.on = pick(line); }); rebuild(); } };
}
