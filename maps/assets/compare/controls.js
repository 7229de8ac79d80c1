// Buttons, slider and keys of the clock; the menus; the choice of claims and of paths.
function airspaceControls(panes, island, clock, page, tools) {
  "use strict";
  const { layers, changed } = tools;
  const get = (id) => document.getElementById(id);
  const play = get("play"), slider = get("slider"), out = get("clock-time");

  function options(host, label, choices, choose) {
    const select = document.createElement("select");
    const made = choices.map(([value, text]) => {
      const option = document.createElement("option");
      option.value = value;
      select.append(option);
      return [option, text];
    });
    const write = () => {
      select.setAttribute("aria-label", page.say(label));
      select.title = page.say(label);
      made.forEach(([option, text]) => { option.textContent = text(); });
    };
    select.addEventListener("change", () => choose(select.value));
    host.append(select);
    page.onLanguage(write);
    write();
    return select;
  }

  // --- clock --------------------------------------------------------------------------------------------------------

  function tick(t_s) {
    const time = page.time(t_s), value = (t_s - clock.t0_s).toFixed(1);
    out.dataset.t = t_s.toFixed(3);
    if (out.firstChild.textContent !== page.bare(t_s)) {
      out.firstChild.textContent = page.bare(t_s);
      slider.setAttribute("aria-valuetext", page.say("slider_now", { date: page.text(island.date), time }));
    }
    slider.value = value;
    slider.style.setProperty("--done", `${(100 * (t_s - clock.t0_s)) / (clock.t1_s - clock.t0_s)}%`);
  }

  function playing() {
    const text = page.say(clock.playing ? "pause" : "play");
    play.setAttribute("aria-label", text);
    play.title = text;
    play.classList.toggle("is-playing", clock.playing);
  }

  const WORKED = "a, button, input, select, textarea, summary";
  const deck = get("deck"), maps = get("panes");

  function keys(event) {
    // on the page itself while a map is in view, and within the deck; elsewhere a key means what it always means
    const target = event.target, box = maps.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < window.innerHeight;
    const free = target === slider || ((target === document.body || target === document.documentElement) && inView);
    const within = deck.contains(target) && !target.closest(WORKED);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
    if (event.key === " " && (free || within)) {
      (clock.playing ? clock.pause : clock.play)();
    } else if (target === slider && event.key in steps) {
      clock.step(steps[event.key] * (event.shiftKey ? 10 : 1));
    } else if (free && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      clock.step(steps[event.key] * (event.shiftKey ? 10 : 1));
    } else {
      return;
    }
    event.preventDefault();
  }

  let speed = null, zone = null;
  function wireClock() {
    out.append(document.createTextNode(""), Object.assign(document.createElement("small"), { className: "zone-name" }));
    slider.min = 0;
    slider.max = clock.t1_s - clock.t0_s;
    slider.step = 0.1;
    slider.addEventListener("input", () => { clock.pause(); clock.set(clock.t0_s + Number(slider.value)); });
    play.addEventListener("click", () => (clock.playing ? clock.pause() : clock.play()));
    get("back").addEventListener("click", (event) => clock.step(event.shiftKey ? -10 : -1));
    get("forward").addEventListener("click", (event) => clock.step(event.shiftKey ? 10 : 1));
    document.addEventListener("keydown", keys);
    speed = options(get("speed-choice"), "speed_choice", clock.RATES.map((rate) =>
      [String(rate), () => page.say("speed_times", { count: page.number(rate) })]), (value) => { clock.rate = Number(value); });
    speed.value = String(clock.rate);
    zone = options(get("zone-choice"), "zone_choice", page.zones.map((one) =>
      [one.id, () => (one.id === "utc" ? "UTC" : `${page.zoneName(one)} (${one.id === "local" ? page.say("clock_local") : page.say("clock_named", { name: one.id })})`)]), (value) => page.setZone(value));
    const write = () => {
      out.lastChild.textContent = ` ${page.zoneName()}`;
      out.firstChild.textContent = "";
      zone.value = page.zone.id;
      tick(clock.t_s);
      playing();
      changed();
    };
    clock.onChange(tick);
    clock.onState(() => { playing(); speed.value = String(clock.rate); });
    page.onLanguage(write);
    page.onZone(write);
    write();
  }
  if (clock) wireClock();

  // --- menus --------------------------------------------------------------------------------------------------------

  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    panes.forEach((pane) => pane.map?.closePopup());
  });

  const boxes = [...document.querySelectorAll("[data-layer]")];
  const writeLayers = () => boxes.forEach((box) => { box.checked = layers.has(box.dataset.layer); });
  boxes.forEach((box) => box.addEventListener("change", () => {
    layers[box.checked ? "add" : "delete"](box.dataset.layer);
    panes.forEach((pane) => pane.layer());
    changed();
  }));

  // --- claims and their paths ---------------------------------------------------------------------------------------

  const claimBoxes = [...document.querySelectorAll("[data-claim-box]")];
  claimBoxes.forEach((box) => box.addEventListener("change", () => {
    const wanted = claimBoxes.filter((one) => one.checked).map((one) => one.dataset.claimBox);
    if (!wanted.length) box.checked = true;
    else tools.show(wanted);
  }));

  function pathsMenu(pane) {
    const host = pane.article.querySelector(".paths");
    if (!host || pane.claim.tracks.length < 2) return;
    const menu = document.createElement("details"), title = document.createElement("summary"), list = document.createElement("ul");
    menu.className = "menu";
    list.className = "menu-sheet";
    menu.append(title, list);
    const words = pane.claim.tracks.map((path) => {
      const item = document.createElement("li"), label = document.createElement("label");
      const box = document.createElement("input"), text = document.createElement("span"), whose = document.createElement("small");
      box.type = "checkbox";
      box.dataset.pathBox = path.id;
      box.checked = pane.chosen.includes(path.id);
      box.addEventListener("change", () => {
        const ids = [...list.querySelectorAll("input:checked")].map((one) => one.dataset.pathBox);
        tools.choose(pane, ids);
      });
      const both = document.createElement("span");
      both.append(text, whose);
      label.append(box, both);
      item.append(label);
      list.append(item);
      return { path, text, whose };
    });
    const write = () => {
      title.textContent = page.say("paths");
      words.forEach(({ path, text, whose }) => {
        const names = page.text(path.names);
        text.textContent = names.label;
        whose.textContent = path.t ? names.aircraft : page.say("no_times");
      });
    };
    page.onLanguage(write);
    write();
    host.append(menu);
  }
  panes.forEach(pathsMenu);

  document.querySelectorAll("[data-language]").forEach((button) =>
    button.addEventListener("click", () => { page.setLanguage(button.dataset.language); changed(); }));

  // --- tabs of a narrow screen --------------------------------------------------------------------------------------

  const tabs = get("tabs"), row = get("panes");
  const tabOf = new Map(panes.map((pane) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = pane.claim.css;
    button.addEventListener("click", () => {
      const left = pane.article.offsetLeft - row.offsetLeft;
      row.scrollTo({ left, behavior: page.still.matches ? "auto" : "smooth" });
    });
    tabs.append(button);
    return [pane, button];
  }));
  function mark() {
    const middle = row.scrollLeft + row.clientWidth / 2;
    tabOf.forEach((button, pane) => {
      const left = pane.article.offsetLeft - row.offsetLeft;
      const here = pane.shown && left <= middle && middle < left + pane.article.offsetWidth;
      button.setAttribute("aria-current", String(here));
    });
  }
  const writeTabs = () => {
    tabs.setAttribute("aria-label", page.say("tabs"));
    tabOf.forEach((button, pane) => { button.textContent = page.text(pane.claim.name); });
  };
  row.addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  page.onLanguage(writeTabs);
  writeTabs();

  return {
    writeLayers,
    writeShown() {
      claimBoxes.forEach((box) => { box.checked = panes.some((pane) => pane.shown && pane.claim.id === box.dataset.claimBox); });
      tabOf.forEach((button, pane) => { button.hidden = !pane.shown; });
      tabs.hidden = panes.filter((pane) => pane.shown).length < 2;
      row.dataset.count = panes.filter((pane) => pane.shown).length;
      mark();
    },
  };
}
