// The paths as typed arrays, and where each is at an instant: a binary search and a straight line to the next point.
function airspacePaths(island) {
  "use strict";
  const t0_s = island.clock ? island.clock.t0 : 0;

  function undone(steps, unit, from = 0) {
    const found = new Float64Array(steps.length);
    let sum = 0;
    for (let i = 0; i < steps.length; i += 1) {
      sum += steps[i];
      found[i] = from + sum * unit;
    }
    return found;
  }

  function course(path, i) {
    const j = Math.min(i, path.lat.length - 2);
    if (j < 0) return 0;
    const north = path.lat[j + 1] - path.lat[j];
    const east = (path.lng[j + 1] - path.lng[j]) * Math.cos((path.lat[j] * Math.PI) / 180);
    return (Math.atan2(east, north) * 180 / Math.PI + 360) % 360;
  }

  function at(path, t_s) {
    // where the path is at an instant; null before it begins and after it ends
    const { t, lat, lng, alt, speed } = path, last = t.length - 1;
    if (t_s < t[0] - 1e-3 || t_s > t[last] + 1e-3) return null;
    const i = last ? airspaceBefore(t, t_s) : 0, j = Math.min(i + 1, last);
    const share = t[j] > t[i] ? Math.min(1, Math.max(0, (t_s - t[i]) / (t[j] - t[i]))) : 0;
    const between = (values) => values[i] + share * (values[j] - values[i]);
    return {
      index: i, lat: between(lat), lng: between(lng), course: course(path, share === 1 ? j : i),
      alt: alt ? between(alt) : null, speed: speed ? speed[share === 1 ? j : i] : null,
    };
  }

  function valueAt(times, values, t_s) {
    if (!times.length || t_s < times[0] || t_s > times[times.length - 1]) return null;
    const i = airspaceBefore(times, t_s), j = Math.min(i + 1, times.length - 1);
    const share = times[j] > times[i] ? (t_s - times[i]) / (times[j] - times[i]) : 0;
    return values[i] + Math.min(1, share) * (values[j] - values[i]);
  }

  for (const claim of island.claims) {
    for (const path of claim.tracks) {
      path.claim = claim;
      path.lat = undone(path.lat, island.degrees);
      path.lng = undone(path.lng, island.degrees);
      path.t = path.t && undone(path.t, 1e-3, t0_s);
      path.alt = path.alt && undone(path.alt, 0.1);
      path.speed = path.speed && undone(path.speed, 0.01);
      path.latlngs = Array.from(path.lat, (lat, i) => L.latLng(lat, path.lng[i]));
      path.series = island.series.find((one) => one.claim === claim.id && one.track === path.id) || null;
    }
  }
  return { at, valueAt };
}
