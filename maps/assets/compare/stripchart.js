// One chart over time: uPlot gives axes and scales; the clock's line and a dot on each path are moved, not drawn anew.
// `one`: {name, frame, lines, pick, scale, steps, digits, under, over}; it comes back with its plot, its hand and its range.
function airspaceStripChart(one, host, state, clock, words, page, drawing) {
  "use strict";
  const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

  function labelWidth(u, text) {
    u.ctx.font = drawing.font(12);
    return u.ctx.measureText(text).width / uPlot.pxRatio;
  }

  function splits(u, low, high) {
    // instants on round steps, as far apart as their labels need
    const room = labelWidth(u, words.time(high)) + 14;
    const least = ((high - low) * room) / Math.max(u.bbox.width / uPlot.pxRatio, 1);
    const step = STEPS_S.find((each) => each >= least) || Math.ceil(least / 86400) * 86400;
    const found = [];
    for (let t = Math.ceil(low / step) * step; t <= high; t += step) found.push(t);
    return found;
  }

  function instants(u, found) {
    // a label that would be cut off at an end of the chart is left out
    return found.map((t) => {
      const text = words.time(t), x = u.valToPos(t, "x") + u.bbox.left / uPlot.pxRatio, half = labelWidth(u, text) / 2;
      return x - half < 0 || x + half > u.width ? "" : text;
    });
  }

  function at(line, t_s) {
    // between samples linear, or in steps; null off the path
    const times = line.t_s, values = one.pick(line);
    if (!values || t_s < times[0] || t_s > times[times.length - 1]) return null;
    const low = airspaceBefore(times, t_s), high = Math.min(low + 1, times.length - 1);
    if (values[low] === null || values[high] === null) return null;
    if (one.steps) return values[t_s >= times[high] ? high : low];
    const share = times[high] === times[low] ? 0 : (t_s - times[low]) / (times[high] - times[low]);
    return values[low] + Math.min(share, 1) * (values[high] - values[low]);
  }

  function hand() {
    if (!one.now || !one.frame.clientWidth) return;
    const [low, high] = state.x, [bottom, top] = one.y, share = (clock.t_s - low) / (high - low);
    const width = one.plot.over.clientWidth, height = one.plot.over.clientHeight;
    const x = Math.min(Math.max(share, 0), 1) * width;
    one.now.classList.toggle("strip-before", share < 0);
    one.now.classList.toggle("strip-after", share > 1);
    one.now.style.transform = `translateX(${x.toFixed(1)}px)`;
    one.dots.forEach(([line, dot]) => {
      const value = line.on ? at(line, clock.t_s) : null;
      const y = value === null ? -1 : ((top - value * one.scale) / (top - bottom)) * height;
      dot.hidden = value === null || share < 0 || share > 1 || y < 0 || y > height;
      if (!dot.hidden) dot.style.transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
    });
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

  function element(className, parent) {
    const made = document.createElement("div");
    made.className = className;
    parent.append(made);
    return made;
  }

  one.y = [0, 1];
  one.frame.setAttribute("role", "img");
  const axis = (size) => ({
    stroke: () => drawing.ink("--muted"), font: `12px ${getComputedStyle(host).fontFamily}`, size, gap: 4,
    grid: { stroke: () => drawing.ink("--rule"), width: 1 }, ticks: { show: false },
  });
  const plot = new uPlot({
    width: 300, height: 200, legend: { show: false }, cursor: { show: false }, padding: [8, 8, 0, 0],
    scales: { x: { time: false, range: () => state.x }, y: { range: () => one.y } },
    series: [{}, { paths: () => null, points: { show: false } }],
    axes: [
      { ...axis(26), splits: (u, _, low, high) => splits(u, low, high), values: instants },
      { ...axis(44), space: 26, values: (u, found) => found.map((value) => page.number(value, one.digits(found))) },
    ],
    hooks: { drawClear: one.under ? [one.under] : [], draw: [(u) => one.over.forEach((draw) => draw(u)), hand] },
  }, [[0, 1], [0, 1]], one.frame);
  plot.root.setAttribute("aria-hidden", "true");
  one.plot = plot;
  one.now = element("strip-now", plot.over);
  one.dots = one.lines.map((line) => [line, element(`strip-dot ${line.claimClass}`, plot.over)]);
  follow(plot.over);
  return Object.assign(one, { hand, at });
}
