// What the charts over time say: values with the state they are told of, and what is known of each line.
function airspaceStripWords(page) {
  "use strict";
  const say = (key, values) => page.say(`strip-${key}`, values);
  const told = (texts) => (!texts ? "" : typeof texts === "string" ? texts : page.text(texts));
  const time = (t_s) => (page.bare ? page.bare(t_s, true) : page.time(t_s, true));
  const km = (value_m) => page.number(Math.abs(value_m) / 1000, Math.abs(value_m) < 100000 ? 2 : 0);
  const seconds = (value_s) => page.number(value_s, value_s % 1 ? 1 : 0);
  const kmh = (value_mps) => page.number(value_mps * 3.6, 0);
  const onBorder = (value_m) => Math.abs(value_m) < 5;
  const zoneOf = (line) => told(line.zoneName || line.zone);
  const named = (line) => say("named", { name: told(line.name), label: told(line.label) });

  function distance(value_m) {
    return onBorder(value_m) ? say("border") : say(value_m >= 0 ? "value-inside" : "value-outside", { km: km(value_m) });
  }

  function value(line, value_m) {
    // with the state, and how much the side told is worth: built in, as drawn on a border that cannot decide, or found
    const key = onBorder(value_m) ? "value-border" : value_m >= 0 ? "value-inside-of" : "value-outside-of";
    const words = say(key, { km: km(value_m), zone: zoneOf(line) }), { built, decisive } = line.verdict || { decisive: true };
    return built ? say("as-built", { words }) : decisive ? words : say("as-drawn", { words });
  }

  const undecided = (line) => Boolean(line.verdict) && !line.verdict.decisive;

  function notes(line) {
    const found = [], put = (key, values) => found.push(say(`note-${key}`, values));
    const { verdict, clock, speedOpen, editions } = line;
    if (verdict && verdict.built) put("built", { zone: zoneOf(line) });
    if (verdict && !verdict.decisive) put("undecided", { why: told(verdict.why) });
    if (clock) {
      const ends = { earlier: seconds(clock.earlier_s), later: seconds(clock.later_s), text: told(clock.text) };
      put(clock.assumed ? "clock-assumed" : "clock-stated", ends);
    }
    if (speedOpen) put("speed", { text: told(speedOpen.text), low: kmh(speedOpen.low_mps), high: kmh(speedOpen.high_mps) });
    if (editions && editions.count) put("editions", { count: editions.count, names: told(editions.names), weak: editions.weak });
    if (line.role && line.tried) put(`${line.role}`, { values: line.values, tried: line.tried });
    return found;
  }

  function marks(line) {
    if (line.marks) return line.marks.map(({ kind, index, input, timeInput }) => ({ kind, i: index, input, timeInput }));
    let best = 0;
    line.own_m.forEach((one, i) => { if (one > line.own_m[best]) best = i; });
    return [{ kind: line.own_m[best] >= 0 ? "deepest" : "closest", i: best }];
  }

  function hung(line) {
    // the mark that the clock was set by; without one the first
    const all = marks(line).sort((a, b) => a.i - b.i);
    return all.find((mark) => mark.timeInput) || all[0];
  }

  return { say, told, time, kmh, distance, value, zoneOf, named, undecided, notes, marks, hung };
}
