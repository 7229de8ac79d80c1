// Index of the last of some rising instants that is not after t_s, by halves; the ends are the caller's concern.
function airspaceBefore(times, t_s) {
  "use strict";
  let low = 0, high = times.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t_s) low = middle; else high = middle;
  }
  return low;
}
