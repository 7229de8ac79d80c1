// The ground of a map, drawn on one canvas from shapes that the page holds once and all maps share.
function airspaceGround(island) {
  "use strict";
  const { ground } = island, unit = ground.degrees;
  const WORLD_ZOOM = 8;  // nearer, the coarse outline of the world would mislead

  function line(steps) {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push(L.latLng(y * unit, x * unit));
    }
    return points;
  }
  const areas = (shapes) => shapes.map((rings) => rings.map(line));
  const land = areas(ground.land), zone = areas(ground.zone), world = areas(ground.world);
  const borders = ground.borders.map((one) => ({ ...one, drawn: one.lines.map(line) }));

  return function on(map, page, layers) {
    const host = map.getContainer();
    map.createPane("ground").style.zIndex = 210;
    const renderer = L.canvas({ pane: "ground", padding: 0.25 });
    const common = { renderer, pane: "ground", interactive: false, smoothFactor: 1 };
    const fill = (shapes) => L.polygon(shapes, { ...common, stroke: false, fill: true, fillOpacity: 1 });
    const far = fill(world), near = fill(land), tested = fill(zone);
    const outlines = borders.map((one) => {
      const dashes = one.dash ? one.dash.split(" ").map(Number) : null;
      return L.polyline(one.drawn, { ...common, weight: 1.4, dashArray: dashes });
    });
    const names = ground.names.map((one) => {
      const span = document.createElement("span");
      const icon = L.divIcon({ className: "state-name", html: span, iconSize: [0, 0] });
      return { span, one, marker: L.marker([one.lat, one.lng], { icon, interactive: false, keyboard: false }) };
    });
    const credit = document.createElement("p");
    credit.className = "map-credit";
    host.append(credit);

    function paint() {
      const colour = (name) => page.colour(host, name);
      far.setStyle({ fillColor: colour("--land") });
      near.setStyle({ fillColor: colour("--land") });
      tested.setStyle({ fillColor: colour("--zone"), fillOpacity: 0.1 });
      outlines.forEach((outline) => outline.setStyle({ color: colour("--border"), opacity: 1 }));
    }

    function put(layer, wanted) {
      if (wanted !== map.hasLayer(layer)) layer[wanted ? "addTo" : "removeFrom"](map);
    }

    function outside() {
      const wanted = map.getZoom() < WORLD_ZOOM && !map.hasLayer(far);
      put(far, map.getZoom() < WORLD_ZOOM);
      if (wanted) far.bringToBack();
    }

    function show() {
      outside();
      borders.forEach((one, i) => put(outlines[i], layers.has(`border-${one.id}`)));
      const credits = borders.filter((one) => layers.has(`border-${one.id}`)).map((one) => one.credit);
      credit.textContent = ["Leaflet", ...credits].join(" · ");
      names.forEach(({ marker }) => put(marker, layers.has("names")));
    }

    function say() {
      names.forEach(({ span, one }) => { span.textContent = page.text(one.name); });
    }

    near.addTo(map);
    tested.addTo(map);
    paint();
    say();
    show();
    map.on("zoomend", outside);
    page.onTheme(paint);
    page.onLanguage(say);
    return { show };
  };
}
