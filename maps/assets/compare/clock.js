// One clock for the whole page: seconds since 1970. However often it is set, it tells once for each frame.
function airspaceClock(span) {
  "use strict";
  const { t0_s, t1_s, t_s } = span;
  const RATES = [1, 2, 5, 10, 60], STILL_S = 0.5;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const listeners = new Set(), states = new Set();
  let now = t_s, playing = false, rate = 10, due = 0, last = 0, waited = 0;

  const clamp = (value) => Math.min(t1_s, Math.max(t0_s, value));
  const tell = () => { due = 0; listeners.forEach((listen) => listen(now)); };

  function set(value) {
    const wanted = clamp(Number(value));
    if (!Number.isFinite(wanted) || wanted === now) return;
    now = wanted;
    if (!due) due = requestAnimationFrame(tell);
  }

  function frame(moment) {
    if (!playing) return;
    const passed = Math.min((moment - last) / 1000, 1);
    last = moment;
    waited += passed;
    // who asked for less motion sees the clock in steps
    if (!still.matches || waited >= STILL_S) {
      now = clamp(now + waited * rate);
      waited = 0;
      cancelAnimationFrame(due);
      tell();
    }
    if (now >= t1_s) pause();
    else requestAnimationFrame(frame);
  }

  function play() {
    if (playing) return;
    if (now >= t1_s) now = t0_s;
    playing = true;
    waited = 0;
    states.forEach((listen) => listen());
    requestAnimationFrame((moment) => { last = moment; requestAnimationFrame(frame); });
  }

  function pause() {
    if (!playing) return;
    playing = false;
    states.forEach((listen) => listen());
  }

  return {
    t0_s, t1_s, RATES, set, play, pause,
    get t_s() { return now; },
    get playing() { return playing; },
    get rate() { return rate; },
    set rate(value) {
      if (!RATES.includes(value)) return;
      rate = value;
      states.forEach((listen) => listen());
    },
    step(seconds) { pause(); set(now + seconds); },
    onChange(listen) { listeners.add(listen); return () => listeners.delete(listen); },
    onState(listen) { states.add(listen); return () => states.delete(listen); },
  };
}
