// The values of the charts over time at their marks as a table, and what has to be known of each line, in sentences.
function airspaceStripTable(parent, lines, words, page) {
  "use strict";
  const { say, told, distance } = words;
  const COLUMNS = ["version", "path", "moment", "time", "zone", "distance", "editions", "assumption", "altitude", "speed"];

  function make(name, className, into) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (into) into.append(element);
    return element;
  }

  const title = make("h3", "", parent), scroll = make("div", "scroll", parent);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  const table = make("table", "", scroll), noteTitle = make("h3", "", parent), notes = make("dl", "strip-notes", parent);

  const given = (figure, input) => (input ? say("given", { figure }) : figure);
  const based = (basis, figure) => (basis ? say(`basis-${basis}`, { figure }) : figure);

  function range(lows, highs, i) {
    if (!lows || !highs || lows[i] === null || highs[i] === null) return say("none");
    const low = distance(lows[i]), high = distance(highs[i]);
    return low === high ? low : say("range", { low, high });
  }

  function cells(line, { kind, i, input, timeInput }) {
    // what an assumption cannot move is not given as if it did not matter
    const fixed = line.assumption_low_m && (input || (timeInput && ["entry", "exit"].includes(kind)));
    return [
      told(line.label), say(`mark-${kind}`), given(page.time(line.t_s[i], true), timeInput), words.zoneOf(line),
      given(distance(line.own_m[i]), input),
      range(line.editions_low_m, line.editions_high_m, i),
      fixed ? say("fixed") : range(line.assumption_low_m, line.assumption_high_m, i),
      line.alt_m ? based(line.altBasis, say("metres", { m: page.number(line.alt_m[i], 0) })) : say("none"),
      line.speed_mps ? based(line.speedBasis, say("kmh", { kmh: words.kmh(line.speed_mps[i]) })) : say("none"),
    ];
  }

  function write() {
    title.textContent = say("table");
    scroll.setAttribute("aria-label", say("table"));
    const head = make("tr"), shown = lines.filter((line) => line.on), body = make("tbody");
    for (const column of COLUMNS) {
      const cell = make("th", "", head);
      cell.scope = "col";
      cell.textContent = say(`column-${column}`);
    }
    for (const line of shown) {
      for (const mark of words.marks(line).sort((a, b) => a.i - b.i)) {
        const row = make("tr", line.claimClass, body), first = make("th", "claim", row);
        first.scope = "row";
        first.textContent = told(line.name);
        cells(line, mark).forEach((text) => { make("td", "", row).textContent = text; });
      }
    }
    const top = make("thead");
    top.append(head);
    table.replaceChildren(top, body);
    noteTitle.textContent = say("notes");
    notes.replaceChildren();
    for (const line of shown) {
      const found = words.notes(line);
      if (!found.length) continue;
      make("dt", line.claimClass, notes).textContent = words.named(line);
      found.forEach((text) => { make("dd", "", notes).textContent = text; });
    }
    noteTitle.hidden = !notes.childElementCount;
  }

  return { write };
}
