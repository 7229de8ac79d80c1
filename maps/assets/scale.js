// Metres on the ground across the middle of a map, so many pixels wide, on WGS84: what the bar of a scale stands for.
function airspaceAcross(map, width) {
  "use strict";
  const size = map.getSize(), x = size.x / 2, y = size.y / 2;
  const [from, to] = [x - width / 2, x + width / 2].map((at) => map.containerPointToLatLng([at, y]));
  return geodesic.Geodesic.WGS84.Inverse(from.lat, from.lng, to.lat, to.lng).s12;
}
