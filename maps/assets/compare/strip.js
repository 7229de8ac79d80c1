// Distance to the border over time, one line for each path; uPlot gives axes and scales, the lines are drawn here, each on
// its own instants. Pointing, tapping or dragging on a chart sets the clock. The chart and its legend stand in `host`;
// altitude, speed, shading and the table of values in `more`, or folded in `host` without one.
// series: [{claim, claimClass, name, label, zone, zoneName?, dash, t_s, own_m, editions_low_m, editions_high_m,
// assumption_low_m, assumption_high_m, alt_m, speed_mps, marks: [{kind, index}], shown?}]; texts are {en, tr, ru}.
function airspaceStrip(host, series, clock, page, more) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
  const say = (key, values) => page.say(`strip-${key}`, values);
  const told = (texts) => (!texts ? "" : typeof texts === "string" ? texts : page.text(texts));
  const time = (t_s) => (page.bare ? page.bare(t_s, true) : page.time(t_s, true));
  const lines = series.map((one) => ({ ...one, on: one.shown !== false }));
  const state = { view: "near", bands: "all", looked: null, x: [0, 1] };
  const charts = [];

  // --- elements -----------------------------------------------------------------------------------------------------

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
    };
    for (const [shape, attributes] of shapes[kind]) {
      const drawn = document.createElementNS(SVG, shape);
      for (const [key, value] of Object.entries(attributes)) drawn.setAttribute(key, value);
      svg.append(drawn);
    }
    parent.append(svg);
  }

  host.classList.add("strip");
  host.replaceChildren();
  host.hidden = !lines.length;
  if (host.hidden) return { redraw() {}, show() {} };
  const main = make("figure", "strip-chart strip-distance", host);
  const head = make("div", "strip-head", main);
  const caption = make("figcaption", "", head);
  const views = make("div", "strip-views", head);
  views.setAttribute("role", "group");
  const viewButtons = ["near", "whole"].map((view) => {
    const button = make("button", "", views);
    button.type = "button";
    button.addEventListener("click", () => { state.view = view; rebuild(); });
    return [view, button];
  });
  const mainFrame = make("div", "strip-frame", main);
  const key = make("ul", "strip-key", main);
  key.tabIndex = 0;  // it scrolls where there are many lines
  const rows = lines.map((line, number) => {
    const row = make("li", line.claimClass, key);
    swatch(row, line.dash, "swatch-path");
    const words = make("span", "strip-words", row);
    const name = make("span", "strip-name", words), path = make("span", "strip-label", words), value = make("span", "strip-value", words);
    const look = (wanted) => {
      const now = wanted ? number : null;
      if (state.looked !== now) { state.looked = now; redraw(); }
    };
    row.addEventListener("pointerenter", (event) => look(event.pointerType === "mouse"));
    row.addEventListener("pointerleave", () => look(false));
    return { row, name, path, value };
  });
  const meaning = [["strip-solid", "band-editions"], ["strip-hatch", "band-assumption"]].map(([kind, text]) => {
    const item = make("li", "strip-band", key);
    swatch(item, null, kind);
    return { item, words: make("span", "", item), text };
  });
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
  const tableTitle = make("h3", "", rest);
  const scroll = make("div", "scroll", rest);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  const table = make("table", "", scroll);

  // --- values -------------------------------------------------------------------------------------------------------

  function at(times, values, t_s) {
    // linear between samples; null off the path
    if (!values || t_s < times[0] || t_s > times[times.length - 1]) return null;
    let low = 0, high = times.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle] <= t_s) low = middle; else high = middle;
    }
    if (values[low] === null || values[high] === null) return null;
    const share = times[high] === times[low] ? 0 : (t_s - times[low]) / (times[high] - times[low]);
    return values[low] + Math.min(share, 1) * (values[high] - values[low]);
  }

  const km = (value_m) => page.number(Math.abs(value_m) / 1000, Math.abs(value_m) < 100000 ? 2 : 0);
  const distance = (value_m) => Math.abs(value_m) < 5 ? say("border") : say(value_m >= 0 ? "value-inside" : "value-outside", { km: km(value_m) });
  const shown = () => lines.filter((line) => line.on);
  const extent = (arrays) => {
    let low = Infinity, high = -Infinity;
    for (const values of arrays) {
      for (const value of values || []) {
        if (value === null) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    return [low, high];
  };

  function marksOf(line) {
    if (line.marks) return line.marks.map(({ kind, index }) => ({ kind, i: index }));
    let best = 0;
    line.own_m.forEach((value, i) => { if (value > line.own_m[best]) best = i; });
    return [{ kind: line.own_m[best] >= 0 ? "deepest" : "closest", i: best }];
  }

  function fitView() {
    // near: what is inside, the gap of the lines that stay outside, and the time they are about there
    const of = shown().length ? shown() : lines;
    const times = extent(of.map((line) => line.t_s));
    const [low, high] = extent(of.map((line) => line.own_m));
    const [, bands] = extent(of.flatMap((line) => [line.own_m, line.editions_high_m, line.assumption_high_m]));
    const top = Math.max(bands, 0), span = Math.max(high - low, 1);
    if (state.view === "whole") {
      state.x = padded(times, 0.01);
      return [low - 0.05 * span, Math.max(top * 1.1, 0.16 * span)];
    }
    const gap = Math.max(...of.map((line) => -Math.min(0, extent([line.own_m])[1])));
    const floor = -Math.max(1.3 * gap, 1.6 * top, 500);
    const near = of.map((line) => line.t_s.filter((_, i) => line.own_m[i] >= floor));
    state.x = near.some((part) => part.length) ? padded(extent(near), 0.03) : padded(times, 0.01);
    return [floor, Math.max(1.15 * top, -0.2 * floor)];
  }

  function padded([low, high], share) {
    const pad = Math.max(share * (high - low), 5);
    return [low - pad, high + pad];
  }

  // --- drawing ------------------------------------------------------------------------------------------------------

  const hue = (number) => page.colour(rows[number].row, "--claim");
  const faded = (number) => state.looked !== null && state.looked !== number;
  const ink = (name) => page.colour(host, name);
  const font = (size) => `${size * uPlot.pxRatio}px ${getComputedStyle(host).fontFamily}`;

  function trace(u, ctx, times, values, scale, back) {
    // a sub-path over the samples, from the last if back; gaps where there is no value
    let open = back === "on";
    const n = times.length;
    for (let k = 0; k < n; k += 1) {
      const i = back === true || back === "on" ? n - 1 - k : k;
      if (values[i] === null) { open = false; continue; }
      const x = u.valToPos(times[i], "x", true), y = u.valToPos(values[i] * scale, "y", true);
      if (open) ctx.lineTo(x, y); else ctx.moveTo(x, y);
      open = true;
    }
  }

  function hatch(ctx, colour) {
    const size = Math.round(9 * uPlot.pxRatio), tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const draw = tile.getContext("2d");
    draw.strokeStyle = colour;
    draw.lineWidth = uPlot.pxRatio;
    for (const shift of [-size, 0, size]) {
      draw.beginPath();
      draw.moveTo(shift, size);
      draw.lineTo(shift + size, 0);
      draw.stroke();
    }
    return ctx.createPattern(tile, "repeat");
  }

  function band(u, ctx, line, low, high, colour, hatched) {
    if (!low || !high) return;
    ctx.beginPath();
    trace(u, ctx, line.t_s, low, 0.001, false);
    trace(u, ctx, line.t_s, high, 0.001, "on");
    ctx.closePath();
    ctx.globalAlpha = hatched ? 0.5 : 0.14;
    ctx.fillStyle = hatched ? hatch(ctx, colour) : colour;
    ctx.fill();
    ctx.globalAlpha = hatched ? 0.5 : 0.45;
    ctx.strokeStyle = colour;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.setLineDash(hatched ? [] : [uPlot.pxRatio, 2 * uPlot.pxRatio]);
    for (const edge of [low, high]) {
      ctx.beginPath();
      trace(u, ctx, line.t_s, edge, 0.001, false);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  function clipped(u, draw) {
    const ctx = u.ctx, { left, top, width, height } = u.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    draw(ctx, u.bbox);
    ctx.restore();
  }

  function ground(u) {
    clipped(u, (ctx, box) => {
      const zero = u.valToPos(0, "y", true);
      ctx.globalAlpha = 0.1;
      ctx.fillStyle = ink("--zone");
      ctx.fillRect(box.left, box.top, box.width, zero - box.top);
    });
  }

  function border(u) {
    clipped(u, (ctx, box) => {
      const zero = Math.round(u.valToPos(0, "y", true));
      ctx.strokeStyle = ink("--ink");
      ctx.lineWidth = 1.5 * uPlot.pxRatio;
      ctx.beginPath();
      ctx.moveTo(box.left, zero);
      ctx.lineTo(box.left + box.width, zero);
      ctx.stroke();
    });
  }

  function sides(u) {
    clipped(u, (ctx, box) => {
      const ratio = uPlot.pxRatio, zero = u.valToPos(0, "y", true), pad = 6 * ratio;
      ctx.font = font(12);
      ctx.lineJoin = "round";
      const put = (text, x, y, align, base) => {
        ctx.textAlign = align;
        ctx.textBaseline = base;
        ctx.strokeStyle = ink("--card");
        ctx.lineWidth = 4 * ratio;
        ctx.strokeText(text, x, y);
        ctx.fillStyle = ink("--ink");
        ctx.fillText(text, x, y);
      };
      put(say("inside"), box.left + pad, zero - pad, "left", "bottom");
      put(say("outside"), box.left + pad, zero + pad, "left", "top");
      put(say("border"), box.left + box.width - pad, zero - pad, "right", "bottom");
    });
  }

  function paths(u, pick, scale) {
    clipped(u, (ctx) => {
      const ratio = uPlot.pxRatio;
      ctx.lineJoin = "round";
      lines.forEach((line, number) => {
        const values = pick(line);
        if (!values || !line.on) return;
        ctx.strokeStyle = hue(number);
        ctx.globalAlpha = faded(number) ? 0.25 : 1;
        ctx.lineWidth = (state.looked === number ? 3.2 : 2.2) * ratio;
        ctx.setLineDash((line.dash || []).map((step) => step * 0.8 * ratio));
        ctx.beginPath();
        trace(u, ctx, line.t_s, values, scale, false);
        ctx.stroke();
      });
    });
  }

  function shades(u) {
    clipped(u, (ctx) => {
      lines.forEach((line, number) => {
        if (!line.on || faded(number) || (state.bands !== "all" && state.bands !== String(number))) return;
        const colour = hue(number);
        band(u, ctx, line, line.editions_low_m, line.editions_high_m, colour, false);
        band(u, ctx, line, line.assumption_low_m, line.assumption_high_m, colour, true);
        ctx.setLineDash([]);
      });
    });
  }

  function points(u) {
    clipped(u, (ctx) => {
      lines.forEach((line, number) => {
        if (!line.on || faded(number)) return;
        ctx.strokeStyle = hue(number);
        ctx.fillStyle = ink("--card");
        ctx.lineWidth = 2 * uPlot.pxRatio;
        for (const mark of marksOf(line)) {
          ctx.beginPath();
          ctx.arc(u.valToPos(line.t_s[mark.i], "x", true), u.valToPos(line.own_m[mark.i] / 1000, "y", true), 3.5 * uPlot.pxRatio, 0, 7);
          ctx.fill();
          ctx.stroke();
        }
      });
    });
  }

  // --- charts -------------------------------------------------------------------------------------------------------

  function splits(u, low, high) {
    // instants on round steps, as far apart as their labels need
    const room = labelWidth(u, time(high)) + 14;
    const least = ((high - low) * room) / Math.max(u.bbox.width / uPlot.pxRatio, 1);
    const step = STEPS_S.find((one) => one >= least) || Math.ceil(least / 86400) * 86400;
    const found = [];
    for (let t = Math.ceil(low / step) * step; t <= high; t += step) found.push(t);
    return found;
  }

  function labelWidth(u, text) {
    u.ctx.font = font(12);
    return u.ctx.measureText(text).width / uPlot.pxRatio;
  }

  function instants(u, found) {
    // a label that would be cut off at an end of the chart is left out
    return found.map((t) => {
      const text = time(t), x = u.valToPos(t, "x") + u.bbox.left / uPlot.pxRatio, half = labelWidth(u, text) / 2;
      return x - half < 0 || x + half > u.width ? "" : text;
    });
  }

  function chart(name, pick, scale, digits, drawn) {
    const whole = name === "distance", figure = whole ? main : make("figure", `strip-chart strip-${name}`, profiles);
    const one = { name, pick, scale, figure, y: [0, 1], dots: [] };
    one.caption = whole ? caption : make("figcaption", "", figure);
    const frame = one.frame = whole ? mainFrame : make("div", "strip-frame", figure);
    one.note = whole ? null : make("p", "strip-note", figure);
    frame.setAttribute("role", "img");
    const axis = (size) => ({
      stroke: () => ink("--muted"), font: `12px ${getComputedStyle(host).fontFamily}`, size, gap: 4,
      grid: { stroke: () => ink("--rule"), width: 1 }, ticks: { show: false },
    });
    const plot = new uPlot({
      width: 300, height: 200, legend: { show: false }, cursor: { show: false }, padding: [8, 8, 0, 0],
      scales: { x: { time: false, range: () => state.x }, y: { range: () => one.y } },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [
        { ...axis(26), splits: (u, _, low, high) => splits(u, low, high), values: instants },
        { ...axis(44), space: 26, values: (u, found) => found.map((value) => page.number(value, digits(found))) },
      ],
      hooks: { drawClear: drawn.under ? [drawn.under] : [], draw: [(u) => drawn.over.forEach((draw) => draw(u)), () => hand(one)] },
    }, [[0, 1], [0, 1]], frame);
    plot.root.setAttribute("aria-hidden", "true");
    one.plot = plot;
    one.now = make("div", "strip-now", plot.over);
    lines.forEach((line) => one.dots.push(make("div", `strip-dot ${line.claimClass}`, plot.over)));
    follow(plot.over);
    charts.push(one);
  }

  function follow(over) {
    let x = null, waiting = false, down = null;
    const set = () => {
      waiting = false;
      const [low, high] = state.x, { left, width } = over.getBoundingClientRect();
      if (width) clock.set(Math.min(Math.max(low + ((high - low) * (x - left)) / width, clock.t0_s), clock.t1_s));
    };
    const ask = (event) => {
      x = event.clientX;
      if (!waiting) { waiting = true; requestAnimationFrame(set); }
    };
    over.classList.add("strip-over");
    over.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      down = { x: event.clientX, y: event.clientY, sideways: event.pointerType !== "touch" };
      if (!down.sideways) return;
      over.setPointerCapture(event.pointerId);
      clock.pause();
      ask(event);
    });
    over.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") {
        // a finger that moves sideways drags the clock; up and down it scrolls the page
        const along = down ? Math.abs(event.clientX - down.x) : 0;
        if (down && along > 8 && along > Math.abs(event.clientY - down.y) && !down.sideways) { down.sideways = true; clock.pause(); }
        if (down && down.sideways) ask(event);
      } else if (event.buttons || !clock.playing) {
        ask(event);  // a mouse that only passes over a running clock leaves it alone
      }
    });
    for (const event of ["pointerup", "pointercancel"]) over.addEventListener(event, () => { down = null; });
    over.addEventListener("click", (event) => { clock.pause(); ask(event); });
  }

  const whole = (found) => (found.length > 1 && found[1] - found[0] < 1 ? 1 : 0);
  chart("distance", (line) => line.own_m, 0.001, whole, {
    under: (u) => ground(u), over: [shades, border, (u) => paths(u, (line) => line.own_m, 0.001), points, sides],
  });
  chart("altitude", (line) => line.alt_m, 1, () => 0, { over: [(u) => paths(u, (line) => line.alt_m, 1)] });
  chart("speed", (line) => line.speed_mps, 3.6, () => 0, { over: [(u) => paths(u, (line) => line.speed_mps, 3.6)] });

  function fitCharts() {
    const [low, high] = fitView();
    for (const one of charts) {
      if (one.name === "distance") {
        one.y = [low / 1000, high / 1000];
      } else {
        const [least, most] = extent(shown().map((line) => one.pick(line)));
        one.empty = !(least <= most);
        const pad = one.empty ? 1 : Math.max(0.15 * (most - least), 0.03 * Math.abs(most), 1) * one.scale;
        one.y = one.empty ? [0, 1] : [Math.max(0, least * one.scale - pad), most * one.scale + pad];
      }
      one.frame.hidden = Boolean(one.empty);
      if (one.note) one.figure.hidden = Boolean(one.empty) && !one.note.textContent;
    }
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

  // --- the clock ----------------------------------------------------------------------------------------------------

  function hand(one) {
    // the clock's line and a dot on each path; moved, not drawn, so that a step costs next to nothing
    if (!one.now || !one.frame.clientWidth) return;
    const [low, high] = state.x, [bottom, top] = one.y, share = (clock.t_s - low) / (high - low);
    const width = one.plot.over.clientWidth, height = one.plot.over.clientHeight;
    const x = Math.min(Math.max(share, 0), 1) * width;
    one.now.classList.toggle("strip-before", share < 0);
    one.now.classList.toggle("strip-after", share > 1);
    one.now.style.transform = `translateX(${x.toFixed(1)}px)`;
    lines.forEach((line, number) => {
      const value = line.on ? at(line.t_s, one.pick(line), clock.t_s) : null, dot = one.dots[number];
      const y = value === null ? -1 : ((top - value * one.scale) / (top - bottom)) * height;
      dot.hidden = value === null || share < 0 || share > 1 || y < 0 || y > height;
      if (!dot.hidden) dot.style.transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
    });
  }

  function tick() {
    charts.forEach(hand);
    lines.forEach((line, number) => {
      const value = line.on ? at(line.t_s, line.own_m, clock.t_s) : null;
      const text = !line.on ? "" : value === null ? say("no-path") : distance(value);
      if (rows[number].value.textContent !== text) rows[number].value.textContent = text;
    });
  }

  // --- words --------------------------------------------------------------------------------------------------------

  const named = (line) => say("named", { name: told(line.name), label: told(line.label) });

  function write() {
    const clockName = page.zoneName ? page.zoneName() : "", axis = (name) => [say(`axis-${name}`), clockName].filter(Boolean).join(" · ");
    lead.textContent = say("caption");
    views.setAttribute("aria-label", say("view"));
    viewButtons.forEach(([view, button]) => {
      button.textContent = say(view);
      button.setAttribute("aria-pressed", String(state.view === view));
    });
    const mixed = new Set(shown().map((line) => line.zone)).size > 1;
    lines.forEach((line, number) => {
      const { name, path, row } = rows[number], zone = mixed ? told(line.zoneName || line.zone) : "";
      name.textContent = told(line.name);
      path.textContent = zone ? say("against", { label: told(line.label), zone }) : told(line.label);
      row.hidden = !line.on;
    });
    choiceText.textContent = say("bands");
    const options = [["all", say("bands-all")], ["none", say("bands-none")]];
    lines.forEach((line, i) => { if (line.on) options.push([String(i), named(line)]); });
    if (!options.some(([value]) => value === state.bands)) state.bands = "all";
    select.replaceChildren(...options.map(([value, text]) => {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = text;
      return option;
    }));
    select.value = state.bands;
    for (const { item, words, text } of meaning) {
      words.textContent = say(text);
      const low = text === "band-editions" ? "editions_low_m" : "assumption_low_m";
      item.hidden = state.bands === "none" || !shown().some((line) => line[low]);
    }
    for (const one of charts) {
      one.caption.textContent = axis(one.name);
      one.frame.setAttribute("aria-label", say(`told-${one.name}`));
      if (!one.note) continue;
      const lacking = [...new Set(shown().filter((line) => !one.pick(line)).map(named))];
      one.note.textContent = lacking.length ? say(`no-${one.name}`, { names: lacking.join("; ") }) : "";
      one.note.hidden = !lacking.length;
    }
    writeTable();
  }

  function writeTable() {
    const columns = ["version", "path", "moment", "time", "distance", "editions", "assumption", "altitude", "speed"];
    if (foldTitle) foldTitle.textContent = say("more");
    tableTitle.textContent = say("table");
    scroll.setAttribute("aria-label", say("table"));
    key.setAttribute("aria-label", say("title"));
    const headRow = make("tr");
    columns.forEach((column) => {
      const cell = make("th", "", headRow);
      cell.scope = "col";
      cell.textContent = say(`column-${column}`);
    });
    const parts = [headRow];
    const range = (lows, highs, i) => {
      if (!lows || !highs || lows[i] === null || highs[i] === null) return say("none");
      const low = distance(lows[i]), high = distance(highs[i]);
      return low === high ? low : say("range", { low, high });
    };
    for (const line of shown()) {
      for (const { kind, i } of [...marksOf(line)].sort((a, b) => a.i - b.i)) {
        const row = make("tr", line.claimClass);
        const first = make("th", "claim", row);
        first.scope = "row";
        first.textContent = told(line.name);
        [
          told(line.label), say(`mark-${kind}`), page.time(line.t_s[i], true),
          distance(line.own_m[i]),
          range(line.editions_low_m, line.editions_high_m, i), range(line.assumption_low_m, line.assumption_high_m, i),
          line.alt_m ? say("metres", { m: page.number(line.alt_m[i], 0) }) : say("none"),
          line.speed_mps ? say("kmh", { kmh: page.number(line.speed_mps[i] * 3.6, 0) }) : say("none"),
        ].forEach((text) => { make("td", "", row).textContent = text; });
        parts.push(row);
      }
    }
    const top = make("thead"), body = make("tbody");
    top.append(parts[0]);
    body.append(...parts.slice(1));
    table.replaceChildren(top, body);
  }

  function rebuild() {
    write();
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
