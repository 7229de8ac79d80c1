// What happened when: marks above the slider, a lane for each claim; the table below; the way from one event to the next.
function airspaceMarks(panes, island, clock, page, announce) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const lanes = document.getElementById("lanes");
  const rows = new Map([...document.querySelectorAll("tr[data-moment]")].map((row) => [Number(row.dataset.moment), row]));
  const span = clock.t1_s - clock.t0_s;
  const LANE = 14, REACH = 14, SAME_S = 0.05;
  let current = [], last = null;

  const share = (t_s) => (t_s - clock.t0_s) / span;
  const claimName = (moment) => page.text(island.claims.find((one) => one.id === moment.claim).name);
  const worded = (moment) => ({ time: page.time(moment.t), event: page.text(moment.name), claim: claimName(moment) });

  function wanted() {
    // moments of the claims shown; those of a path only while that path is chosen
    const shown = new Map(panes.filter((pane) => pane.shown).map((pane) => [pane.claim.id, new Set(pane.chosen)]));
    return island.moments
      .filter((moment) => shown.has(moment.claim) && (!moment.track || shown.get(moment.claim).has(moment.track)));
  }

  function shape(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  }

  function draw() {
    const width = lanes.clientWidth;
    const shown = panes.filter((pane) => pane.shown && current.some((moment) => moment.claim === pane.claim.id));
    const height = Math.max(1, shown.length) * LANE;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${Math.max(width, 1)} ${height}`);
    svg.setAttribute("height", height);
    const clamp = (t_s) => Math.min(1, Math.max(0, share(t_s))) * width;
    shown.forEach((pane, lane) => {
      const y = lane * LANE + LANE / 2;
      const group = shape("g", { class: pane.claim.css }, svg);
      for (const path of pane.paths) {
        if (path.t) shape("line", { x1: clamp(path.t[0]), x2: clamp(path.t[path.t.length - 1]), y1: y, y2: y, class: "lane" }, group);
      }
      for (const moment of current) {
        if (moment.claim !== pane.claim.id) continue;
        const x = share(moment.t) * width;
        if (moment.basis === "stated" && moment.low !== null && moment.high !== null && moment.high >= clock.t0_s && moment.low <= clock.t1_s) {
          const from = clamp(moment.low), to = clamp(moment.high);
          shape("rect", { x: from, y: y - 2.5, width: Math.max(3, to - from), height: 5, rx: 2, class: "mark-stated" }, group);
          if (x >= 0 && x <= width) shape("line", { x1: x, x2: x, y1: y - 5, y2: y + 5, class: "mark-tick" }, group);
        }
        if (x < 0 || x > width) continue;
        if (moment.basis === "computed") {
          const css = moment.sign === "computed" ? "mark-computed" : "mark-assumed";
          shape("path", { d: `M${x} ${y - 5}l4.5 5-4.5 5-4.5-5z`, class: css }, group);
        }
        if (moment.basis === "assumed") shape("circle", { cx: x, cy: y, r: 3.5, class: "mark-assumed" }, group);
      }
    });
    lanes.replaceChildren(svg);
  }

  function onClock(moment) {
    return moment.t >= clock.t0_s && moment.t <= clock.t1_s;
  }

  function go(moment) {
    const there = current.filter((one) => onClock(one) && Math.abs(one.t - moment.t) < SAME_S);
    clock.pause();
    clock.set(moment.t);
    last = moment;
    rows.forEach((row, number) => row.toggleAttribute("data-now", island.moments[number] === moment));
    const place = { number: there.indexOf(moment) + 1, count: there.length };
    // seen too where the clock may have stood there already
    const several = there.length > 1;
    announce(page.say(several ? "at_event_of" : "at_event", { ...worded(moment), ...place }), several);
  }

  function jump(way) {
    // from the event gone to last while the clock still stands at it, so that none of one instant is passed over
    const there = current.filter(onClock), from = there.indexOf(last);
    let next = there[from + way];
    if (from < 0 || Math.abs(last.t - clock.t_s) >= SAME_S) {
      next = way > 0 ? there.find((moment) => moment.t > clock.t_s - SAME_S)
        : there.filter((moment) => moment.t < clock.t_s + SAME_S).pop();
    }
    if (next) go(next);
    else announce(page.say("no_event"), true);
  }

  function refresh() {
    current = wanted();
    const numbers = new Set(current.map((moment) => island.moments.indexOf(moment)));
    rows.forEach((row, number) => { row.hidden = !numbers.has(number); });
    draw();
  }

  function write() {
    for (const element of document.querySelectorAll(".moments time[data-t]")) element.textContent = page.bare(Number(element.dataset.t));
    for (const element of document.querySelectorAll(".moments [data-low]")) {
      element.textContent = `${page.bare(Number(element.dataset.low))}\u2013${page.bare(Number(element.dataset.high))}`;
    }
    for (const element of document.querySelectorAll("[data-zone-name]")) element.textContent = page.zoneName();
    for (const button of document.querySelectorAll("[data-go]")) {
      const moment = island.moments[Number(button.dataset.go)];
      button.textContent = page.say("go_to");
      button.setAttribute("aria-label", page.say("go_to_event", worded(moment)));
    }
  }

  lanes.addEventListener("click", (event) => {
    const box = lanes.getBoundingClientRect(), x = event.clientX - box.left;
    const shown = panes.filter((pane) => pane.shown && current.some((moment) => moment.claim === pane.claim.id));
    const pane = shown[Math.floor((event.clientY - box.top) / LANE)];
    const near = (moment) => Math.abs(share(moment.t) * box.width - x) + (pane && moment.claim === pane.claim.id ? 0 : REACH / 2);
    const found = current.filter(onClock).sort((a, b) => near(a) - near(b))[0];
    if (found && near(found) <= REACH) go(found);
    else clock.set(clock.t0_s + (x / box.width) * span);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) go(island.moments[Number(button.dataset.go)]);
  });
  document.getElementById("previous").addEventListener("click", () => jump(-1));
  document.getElementById("next").addEventListener("click", () => jump(1));
  new ResizeObserver(draw).observe(lanes);
  clock.onChange((t_s) => {
    if (last && Math.abs(last.t - t_s) >= SAME_S) rows.forEach((row) => row.removeAttribute("data-now"));
  });
  page.onLanguage(write);
  page.onZone(write);
  write();
  return { refresh, jump, bases: () => current.map((moment) => moment.sign) };
}
