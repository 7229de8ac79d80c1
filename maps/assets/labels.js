// Keeps labels legible: each takes the first side of its point where it covers no other, no point, no stay and no
// state's name, at best one that no path, arrow or measured distance runs through, or waits for a closer view. The first
// claim's labels choose first.
function airspaceLabels(map) {
  "use strict";
  const sides = ["n", "ne", "nw", "s", "se", "sw", "e", "w"];
  const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
  const place = () => {
    const pane = map.getPane("markerPane");
    const taken = [...pane.querySelectorAll(".area-name span, .point .dot")]
      .filter((box) => box.offsetParent !== null).map((box) => box.getBoundingClientRect());
    pane.parentNode.querySelectorAll("path.inside").forEach((line) => {
      const box = line.getBoundingClientRect();
      if (box.height < 30) taken.push({ left: box.left, right: box.right, top: box.top - 7, bottom: box.bottom + 7 });
    });
    const struck = [];
    pane.parentNode.querySelectorAll("path.flip, path.measure, path.path, path.inside").forEach((line) => {
      const length = line.getTotalLength(), from = line.getScreenCTM();
      if (!from || !length) return;
      const every = Math.max(5, length / 400);
      for (let at = 0; at <= length; at += every) {
        const { x, y } = line.getPointAtLength(at).matrixTransform(from);
        struck.push({ left: x - 2, right: x + 2, top: y - 2, bottom: y + 2 });
      }
    });
    const claim = (label) => Number(/claim-(\d+)/.exec(label.parentNode.className)?.[1] ?? 99);
    const labels = [...pane.querySelectorAll(".point .label")].sort((a, b) => claim(a) - claim(b));
    labels.forEach((label) => {
      label.dataset.side = label.dataset.side || sides.find((side) => label.classList.contains(side));
      label.classList.remove("waits", ...sides);
      const fits = (others) => [label.dataset.side, ...sides].find((side) => {
        label.classList.add(side);
        const box = label.getBoundingClientRect();
        if (others.every((other) => apart(box, other))) {
          taken.push(box);
          return true;
        }
        label.classList.remove(side);
        return false;
      });
      const free = fits([...taken, ...struck]) || fits(taken);
      if (!free) label.classList.add("waits", label.dataset.side);
    });
  };
  let due = 0;
  map.on("zoomend overlayadd overlayremove resize", () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(place);
  });
  place();
}
