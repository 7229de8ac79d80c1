// An area or a line from its coded form: for each part its rings (or its one line), each as whole millionths of a degree,
// longitude and latitude of the first point and then the steps from point to point.
function airspaceShape(kind, parts, options) {
  "use strict";
  const line = (steps) => {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push(L.latLng(y / 1e6, x / 1e6));
    }
    return points;
  };
  return kind === "area" ? L.polygon(parts.map((rings) => rings.map(line)), options)
    : L.polyline(parts.map(([steps]) => line(steps)), options);
}
