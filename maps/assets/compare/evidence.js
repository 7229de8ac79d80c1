// The paths of a map on one canvas: stays, what was flown, what lies ahead, measured distances. Places are projected once
// for each zoom, and points closer than a pixel are passed over, so that a step of the clock is a few strokes.
function airspaceEvidence(map) {
  "use strict";
  const NEAR_PX = 0.8;
  map.createPane("evidence").style.zIndex = 400;
  const canvas = L.canvas({ pane: "evidence", padding: 0.1 }).addTo(map);
  const places = new WeakMap();
  let drawn = [], colour = "#000";

  function projected(path) {
    // x and y of every point at this zoom, and which of them are worth a stroke
    const zoom = map.getZoom(), known = places.get(path);
    if (known && known.zoom === zoom) return known;
    const n = path.lat.length, x = new Float64Array(n), y = new Float64Array(n), kept = [];
    const ends = new Set([0, n - 1, ...path.stays.flat()]);
    for (let i = 0, last = -1; i < n; i += 1) {
      const at = map.project(path.latlngs[i], zoom);
      x[i] = at.x;
      y[i] = at.y;
      if (ends.has(i) || Math.hypot(x[i] - x[last], y[i] - y[last]) >= NEAR_PX) {
        kept.push(i);
        last = i;
      }
    }
    const found = { zoom, x, y, kept };
    places.set(path, found);
    return found;
  }

  function trace(ctx, { x, y, kept }, origin, from, to, end) {
    // along the points worth a stroke between two indices, then to a last place
    const step = from <= to ? 1 : -1;
    let k = kept.findIndex((i) => i >= from);
    if (step < 0 && kept[k] !== from) k -= 1;
    ctx.beginPath();
    for (; k >= 0 && k < kept.length && (to - kept[k]) * step >= 0; k += step) ctx.lineTo(x[kept[k]] - origin.x, y[kept[k]] - origin.y);
    if (end) ctx.lineTo(end.x - origin.x, end.y - origin.y);
    ctx.stroke();
  }

  function stroke(ctx, width, alpha, dash) {
    ctx.lineWidth = width;
    ctx.globalAlpha = alpha;
    ctx.setLineDash(dash || []);
  }

  function one(ctx, { path, here, gone, lit }, origin) {
    const at = projected(path), last = path.lat.length - 1;
    path.stays.forEach(([from, to], i) => {
      stroke(ctx, lit[i] ? 9 : 7, lit[i] || !path.t ? 1 : 0.35);
      trace(ctx, at, origin, from, to);
    });
    const now = here && map.project([here.lat, here.lng]);
    if (!path.t) {
      stroke(ctx, 2.6, 1, path.dash);
      trace(ctx, at, origin, 0, last);
    } else {
      // what lies ahead is drawn from the end, so that its dashes stand still
      stroke(ctx, 1.6, 0.75, path.dash);
      if (here) trace(ctx, at, origin, last, here.index + 1, now);
      else if (!gone) trace(ctx, at, origin, last, 0);
      stroke(ctx, 3.4, 1, path.dash);
      if (here) trace(ctx, at, origin, 0, here.index, now);
      else if (gone) trace(ctx, at, origin, 0, last);
    }
    stroke(ctx, 1.3, 1);
    for (const [x0, y0, x1, y1] of path.measures) {
      const from = map.project([y0, x0]).subtract(origin), to = map.project([y1, x1]).subtract(origin);
      ctx.beginPath();
      ctx.moveTo(from.x, from.y);
      ctx.lineTo(to.x, to.y);
      ctx.stroke();
    }
  }

  function redraw() {
    const ctx = canvas._ctx, bounds = canvas._bounds;
    if (!ctx || !bounds) return;
    const size = bounds.getSize(), origin = map.getPixelOrigin();
    ctx.clearRect(bounds.min.x, bounds.min.y, size.x, size.y);
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineJoin = "round";
    drawn.forEach((each) => one(ctx, each, origin));
    ctx.restore();
  }

  canvas.on("update", redraw);
  return {
    // paths: [{path, here: where it is or null, gone: whether it has ended, lit: for each stay}]
    draw(paths, inColour) {
      drawn = paths;
      colour = inColour;
      redraw();
    },
  };
}
