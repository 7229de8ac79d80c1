// The strokes of the charts over time: ground, border, bands, lines and marks, on uPlot's canvas. `lines` hold a row of
// the key each, which bears their colour; `state.looked` is the line that the mouse points at in the key.
function airspaceStripDrawing(host, lines, state, words, page) {
  "use strict";
  const hue = (line) => page.colour(line.row, "--claim");
  const faded = (line) => state.looked !== null && state.looked !== line;
  const ink = (name) => page.colour(host, name);
  const font = (size) => `${size * uPlot.pxRatio}px ${getComputedStyle(host).fontFamily}`;

  function trace(u, ctx, times, values, scale, { back = false, on = false, steps = false } = {}) {
    // a sub-path over the samples, from the last if back, joined to what is there if on; gaps where there is no value;
    // in steps, a value holds until the next sample
    let open = on, level = 0;
    const n = times.length;
    for (let k = 0; k < n; k += 1) {
      const i = back ? n - 1 - k : k;
      if (values[i] === null) { open = false; continue; }
      const x = u.valToPos(times[i], "x", true), y = u.valToPos(values[i] * scale, "y", true);
      if (open && steps && y !== level) ctx.lineTo(x, level);
      if (open) ctx.lineTo(x, y); else ctx.moveTo(x, y);
      open = true;
      level = y;
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
    trace(u, ctx, line.t_s, low, 0.001);
    trace(u, ctx, line.t_s, high, 0.001, { back: true, on: true });
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
      trace(u, ctx, line.t_s, edge, 0.001);
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

  function sides(u, zone) {
    clipped(u, (ctx, box) => {
      const ratio = uPlot.pxRatio, zero = u.valToPos(0, "y", true), pad = 6 * ratio;
      ctx.font = font(12);
      ctx.lineJoin = "round";
      ctx.textAlign = "left";
      const put = (text, y, base) => {
        ctx.textBaseline = base;
        ctx.strokeStyle = ink("--card");
        ctx.lineWidth = 4 * ratio;
        ctx.strokeText(text, box.left + pad, y);
        ctx.fillStyle = ink("--ink");
        ctx.fillText(text, box.left + pad, y);
      };
      put(words.say("inside-of", { zone }), zero - pad, "bottom");
      put(words.say("outside-of", { zone }), zero + pad, "top");
    });
  }

  function paths(u, own, pick, scale, steps) {
    clipped(u, (ctx) => {
      const ratio = uPlot.pxRatio;
      ctx.lineJoin = "round";
      for (const line of own) {
        const values = pick(line);
        if (!values || !line.on) continue;
        ctx.strokeStyle = hue(line);
        ctx.globalAlpha = faded(line) ? 0.25 : 1;
        ctx.lineWidth = (state.looked === line ? 3.2 : 2.2) * ratio;
        ctx.setLineDash((line.dash || []).map((step) => step * 0.8 * ratio));
        ctx.beginPath();
        trace(u, ctx, line.t_s, values, scale, { steps });
        ctx.stroke();
      }
    });
  }

  function shades(u, own) {
    clipped(u, (ctx) => {
      for (const line of own) {
        if (!line.on || faded(line) || (state.bands !== "all" && state.bands !== String(lines.indexOf(line)))) continue;
        const colour = hue(line);
        band(u, ctx, line, line.editions_low_m, line.editions_high_m, colour, false);
        band(u, ctx, line, line.assumption_low_m, line.assumption_high_m, colour, true);
        ctx.setLineDash([]);
      }
    });
  }

  function reach(u, ctx, line) {
    // how much earlier and later the whole line may be, under the mark that its clock hangs on
    const mark = line.clock && words.hung(line);
    if (!mark) return;
    const ratio = uPlot.pxRatio, t_s = line.t_s[mark.i], cap = 3 * ratio;
    const y = u.valToPos(line.own_m[mark.i] / 1000, "y", true) + 8 * ratio;
    const [from, to] = [t_s - line.clock.earlier_s, t_s + line.clock.later_s].map((at) => u.valToPos(at, "x", true));
    ctx.lineWidth = 1.2 * ratio;
    for (const [dash, strokes] of [[[ratio, 2 * ratio], [[from, y, to, y]]], [[], [[from, y - cap, from, y + cap], [to, y - cap, to, y + cap]]]]) {
      ctx.setLineDash(dash);
      ctx.beginPath();
      for (const [x0, y0, x1, y1] of strokes) {
        ctx.moveTo(x0, y0);
        ctx.lineTo(x1, y1);
      }
      ctx.stroke();
    }
  }

  function points(u, own) {
    clipped(u, (ctx) => {
      for (const line of own) {
        if (!line.on || faded(line)) continue;
        ctx.strokeStyle = hue(line);
        ctx.fillStyle = ink("--card");
        reach(u, ctx, line);
        ctx.lineWidth = 2 * uPlot.pxRatio;
        for (const mark of words.marks(line)) {
          ctx.beginPath();
          ctx.arc(u.valToPos(line.t_s[mark.i], "x", true), u.valToPos(line.own_m[mark.i] / 1000, "y", true), 3.5 * uPlot.pxRatio, 0, 7);
          ctx.fill();
          ctx.stroke();
        }
      }
    });
  }

  return { ink, font, ground, border, sides, paths, shades, points };
}
