// The maps move as one while they are locked together, and show each other where the mouse is.
function airspaceSync(panes, island, page) {
  "use strict";
  const position = document.getElementById("position"), lock = document.getElementById("lock");
  const moved = new Set(), wired = new Set();
  const lines = new Map();
  let locked = true, leading = false, last = null, atHome = true, asked = null;

  const maps = () => panes.map((pane) => pane.map).filter(Boolean);
  const tell = () => moved.forEach((listen) => listen());

  function follow(leader, done) {
    if (leading || !locked) return;
    leading = true;
    for (const map of maps()) {
      if (map === leader) continue;
      if (!done && map.getZoom() === leader.getZoom()) {
        // while it is dragged the others slide along; when it rests they are drawn anew
        const offset = map.project(leader.getCenter()).subtract(map.project(map.getCenter())).round();
        if (offset.x || offset.y) map._rawPanBy(offset);
      } else {
        map.setView(leader.getCenter(), leader.getZoom(), { animate: false });
      }
    }
    leading = false;
  }

  function cross(latlng) {
    for (const map of maps()) {
      const [flat, upright] = lines.get(map), size = map.getSize();
      const at = latlng && map.latLngToContainerPoint(latlng);
      const there = Boolean(at) && at.x >= 0 && at.y >= 0 && at.x <= size.x && at.y <= size.y;
      flat.hidden = !there;
      upright.hidden = !there;
      if (!there) continue;
      flat.style.transform = `translateY(${Math.round(at.y)}px)`;
      upright.style.transform = `translateX(${Math.round(at.x)}px)`;
    }
    position.textContent = latlng ? page.place(latlng.lat, latlng.lng) : "";
  }

  function wire(map) {
    if (wired.has(map)) return;
    wired.add(map);
    lines.set(map, ["flat", "upright"].map((way) => {
      const line = document.createElement("div");
      line.className = `cross ${way}`;
      line.hidden = true;
      map.getContainer().append(line);
      return line;
    }));
    map.on("move", () => follow(map, false));
    map.on("moveend", () => {
      if (leading) return;
      follow(map, true);
      last = map;
      atHome = false;
      asked = null;
      tell();
    });
    map.on("mousemove click", (event) => cross(event.latlng));
    map.getContainer().addEventListener("mouseleave", () => cross(null));
    const region = L.latLngBounds(island.region);
    map.setMaxBounds(region.pad(0.15));
    map.options.maxBoundsViscosity = 1;
  }

  function home() {
    // one frame for all: the decisive points of every path shown
    const all = maps();
    if (!all.length) return;
    const bounds = L.latLngBounds(island.home);
    for (const pane of panes) {
      if (!pane.map) continue;
      for (const path of pane.paths) {
        path.points.forEach((point) => { if (point.kind !== "warning") bounds.extend([point.lat, point.lng]); });
      }
    }
    const zoom = Math.min(...all.map((map) => map.getBoundsZoom(bounds, false, L.point(24, 24))));
    set(bounds.getCenter(), zoom);
    atHome = true;
  }

  function set(centre, zoom) {
    leading = true;
    for (const map of maps()) map.setView(centre, zoom, { animate: false });
    leading = false;
    atHome = false;
    asked = { centre: L.latLng(centre), zoom };  // the maps round it to whole pixels
    tell();
  }

  function view() {
    const all = maps(), map = all.includes(last) ? last : all[0];
    return asked || (map ? { centre: map.getCenter(), zoom: map.getZoom() } : null);
  }

  function write() {
    lock.lastElementChild.textContent = page.say(locked ? "lock_on" : "lock_off");
    lock.title = page.say("lock_hint");
    lock.setAttribute("aria-pressed", String(locked));
  }

  function setLocked(wanted) {
    locked = wanted;
    write();
    const all = maps();
    if (locked && all.length) set(view().centre, view().zoom);
    else tell();
  }

  lock.addEventListener("click", () => setLocked(!locked));
  document.getElementById("home").addEventListener("click", home);
  page.onLanguage(write);
  write();
  return {
    home, set, setLocked,
    get locked() { return locked; },
    get view() { return view(); },
    join() {
      // the room for each map may have changed: a view that no one moved is fitted anew, another keeps its middle;
      // maps that have just come in take the view of those that were there
      const before = maps().filter((map) => wired.has(map));
      leading = true;
      maps().forEach((map) => map.invalidateSize({ animate: false }));
      leading = false;
      maps().forEach(wire);
      if (atHome || !before.length) home();
      else if (locked) set(view().centre, view().zoom);
    },
    onMove(listen) { moved.add(listen); },
  };
}
