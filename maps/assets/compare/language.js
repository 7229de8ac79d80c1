// What every part of the page needs: texts, numbers and times in the language and the clock chosen, and who to tell when
// one of them changes. Texts of the case stand in the page in each language; the style sheet shows one of them.
function airspacePage(island) {
  "use strict";
  const root = document.documentElement, dark = window.matchMedia("(prefers-color-scheme: dark)");
  const heard = { language: [], theme: [], zone: [] };
  const formats = new Map();
  const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/g;
  const utc = { id: "utc", text: "", seconds: 0 };
  const zones = [utc, ...island.clocks];
  let language = root.lang in island.texts ? root.lang : "en", zone = utc;

  function own(text) {
    // a text of the case keeps its direction to itself, wherever it is put
    if (text === null) return null;
    if (typeof text !== "string") return Object.fromEntries(Object.entries(text).map(([key, one]) => [key, own(one)]));
    const left = (text.match(LEFTWARD) || []).length, letters = (text.match(/\p{L}/gu) || []).length;
    return left ? `${2 * left > letters ? "\u2067" : "\u2068"}${text}\u2069` : text;
  }
  island.title = own(island.title);
  for (const claim of island.claims) {
    claim.name = own(claim.name);
    for (const path of claim.tracks) path.names = own(path.names);
  }
  for (const moment of island.moments) moment.name = own(moment.name);
  for (const line of island.series) Object.assign(line, { name: own(line.name), label: own(line.label), zoneName: own(line.zoneName) });

  const tell = (what) => heard[what].forEach((listen) => listen());
  const hear = (what) => (listen) => {
    heard[what].push(listen);
    return () => { heard[what] = heard[what].filter((other) => other !== listen); };
  };

  function say(key, values) {
    const text = island.texts[language][key] ?? island.texts.en[key] ?? key;
    return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole)) : text;
  }

  function number(value, digits = 0) {
    const wanted = `${language} ${digits}`;
    if (!formats.has(wanted)) {
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      formats.set(wanted, new Intl.NumberFormat(language, options));
    }
    return formats.get(wanted).format(value).replace("-", "\u2212");
  }

  const two = (value) => String(value).padStart(2, "0");

  function bare(t_s, withSeconds = true) {
    // to the nearest second, like every time that the pages print
    const at = new Date((Math.floor(t_s + 0.5) + zone.seconds) * 1000);
    const minutes = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    return withSeconds ? `${minutes}:${two(at.getUTCSeconds())}` : minutes;
  }

  const zoneName = (which = zone) => (which.seconds === 0 && which.id === "utc" ? "UTC" : `UTC${which.text}`);

  function distance(value_m) {
    const size = Math.abs(value_m);
    return size < 1000 ? `${number(size, 0)}\u00a0${say("unit_m")}` : `${number(size / 1000, 1)}\u00a0${say("unit_km")}`;
  }

  function place(lat, lng, digits = 4) {
    const side = (angle, positive, negative) => `${number(Math.abs(angle), digits)}°\u00a0${say(angle >= 0 ? positive : negative)}`;
    return `${side(lat, "north", "south")}, ${side(((lng + 540) % 360) - 180, "east", "west")}`;
  }

  function write() {
    // the page's own words: where an element says which text it shows, it shows it in the language chosen
    root.lang = language;
    root.dir = "ltr";
    root.dataset.lang = language;
    document.title = `${say("title")} – ${island.title[language]}`;
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    for (const element of document.querySelectorAll("[data-say-label]")) {
      element.setAttribute("aria-label", say(element.dataset.sayLabel));
      element.title = say(element.dataset.sayLabel);
    }
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    const theme = document.getElementById("theme");
    theme.dataset.light = say("light");
    theme.dataset.dark = say("dark");
    theme.textContent = (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark" ? say("light") : say("dark");
  }

  function setLanguage(wanted) {
    if (!Object.hasOwn(island.texts, wanted)) return;
    language = wanted;
    write();
    tell("language");
  }

  function setZone(id) {
    const found = zones.find((one) => one.id === id);
    if (!found || found === zone) return;
    zone = found;
    tell("zone");
  }

  new MutationObserver(() => tell("theme")).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  dark.addEventListener("change", () => tell("theme"));

  return {
    say, number, bare, distance, place, write, setLanguage, setZone, zones, zoneName,
    get language() { return language; },
    get zone() { return zone; },
    text: (texts) => texts[language] ?? texts.en,
    time: (t_s, withSeconds) => `${bare(t_s, withSeconds !== false)} ${zoneName()}`,
    onLanguage: hear("language"),
    onTheme: hear("theme"),
    onZone: hear("zone"),
    colour: (element, name) => getComputedStyle(element).getPropertyValue(name).trim(),
    still: window.matchMedia("(prefers-reduced-motion: reduce)"),
  };
}
