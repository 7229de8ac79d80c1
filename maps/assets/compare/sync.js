// The maps move as one while they are locked together, and show each other where the mouse is.
function airspaceSync(panes, island, page) {
  "use strict";
  const position = document.getElementById("position"), lock = document.getElementById("lock");
  const moved = new Set(), wired = new Set();
  const lines = new Map();
  let locked = true, leading = false, last = null;

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
    map.on("move", () => { last = map; follow(map, false); });
    map.on("moveend", () => { follow(map, true); if (!leading) { last = map; tell(); } });
    map.on("mousemove click", (event) => cross(event.latlng));
    map.on("mouseout", () => cross(null));
    const region = L.latLngBounds(island.region);
    map.setMaxBounds(region.pad(0.15));
    map.options.maxBoundsViscosity = 1;
  }

  function home() {
    // one frame for all: the widest view that any of the maps needs
    const all = maps();
    if (!all.length) return;
    const bounds = L.latLngBounds(island.home);
    const zoom = Math.min(...all.map((map) => map.getBoundsZoom(bounds, false, L.point(24, 24))));
    set(bounds.getCenter(), zoom);
  }

  function set(centre, zoom) {
    leading = true;
    for (const map of maps()) map.setView(centre, zoom, { animate: false });
    leading = false;
    tell();
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
    const leader = all.includes(last) ? last : all[0];
    if (locked && leader) set(leader.getCenter(), leader.getZoom());
    else tell();
  }

  lock.addEventListener("click", () => setLocked(!locked));
  document.getElementById("home").addEventListener("click", home);
  page.onLanguage(write);
  write();
  return {
    home, set, setLocked,
    get locked() { return locked; },
    get view() {
      const all = maps(), map = all.includes(last) ? last : all[0];
      return map ? { centre: map.getCenter(), zoom: map.getZoom() } : null;
    },
    join() {
      // maps that have just come in take the view of those that were there
      const before = maps().filter((map) => wired.has(map)), all = maps();
      all.forEach(wire);
      const leader = before.includes(last) ? last : before[0];
      if (!before.length) home();
      else if (locked) set(leader.getCenter(), leader.getZoom());
    },
    onMove(listen) { moved.add(listen); },
  };
}
