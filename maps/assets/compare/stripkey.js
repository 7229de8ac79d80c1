// What the shadings and the bar of the charts over time mean, as lines of their key.
function airspaceStripMeaning(key, lines, state, words, make, swatch) {
  "use strict";
  const { say } = words;
  const items = [["strip-solid", "editions"], ["strip-hatch", "course"], ["strip-hatch", "heading"], ["strip-reach", "clock"]].map(([kind, what]) => {
    const item = make("li", "strip-band", key), text = make("span", "strip-words", item);
    swatch(item, null, kind);
    item.append(text);
    return { item, what, main: make("span", "", text), detail: make("span", "strip-detail", text) };
  });

  function span(values) {
    const low = Math.min(...values), high = Math.max(...values);
    return low === high ? String(low) : `${low}\u2013${high}`;
  }

  const texts = {
    editions(of) {
      const all = of.map((line) => line.editions).filter(Boolean), names = [...new Set(all.map((one) => one.ids))];
      if (!all.length) return ["", ""];
      const counts = ["count", "families", "weak"].map((name) => [name, span(all.map((one) => one[name]))]);
      return [say("band-editions", Object.fromEntries(counts)), names.length === 1 ? ` (${names[0]})` : ""];
    },
    course: (of) => [say("band-course", fits(of)), ""],
    heading: (of) => [say("band-heading", fits(of)), ""],
    clock: () => [say("band-clock"), ""],
  };

  function fits(of) {
    return { values: span(of.map((line) => line.values)), tried: span(of.map((line) => line.tried)) };
  }

  function write() {
    const shown = lines.filter((line) => line.on);
    for (const { item, what, main, detail } of items) {
      const of = shown.filter((line) => (what === "clock" ? line.clock : what === "editions" ? line.editions_low_m
        : line.assumption_low_m && line.role === what));
      item.hidden = !of.length || (what !== "clock" && state.bands === "none");
      [main.textContent, detail.textContent] = item.hidden ? ["", ""] : texts[what](of);
    }
  }

  return { write };
}
