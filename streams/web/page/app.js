// The page: events in memory, filters in the URL, a feed, a map, a slider over days.
import { SUB_TYPES, TYPES, dayText, daysText, deathsText, h, showTime } from "./dom.js";
import { ask, listen } from "./live.js";
import { makeMap } from "./map.js";
import { showEvent } from "./panel.js";

const MOST = 5000, STEP = 100, DAY_MS = 86400000;
const $ = (id) => document.getElementById(id);
const form = $("filters"), feed = $("feed"), panel = $("panel");
const FILTERS = ["text", "country", "type", "sub_type", "min_deaths", "since", "until", "tense", "corroboration", "status", "crime"];

const state = { events: new Map(), fresh: new Set(), total: 0, shown: STEP, open: null, days: null, sort: "updated", first: 0, last: 0 };
let stopListening = new AbortController(), map = null, view = null;

// ---- the URL -------------------------------------------------------------------------------------------------------

function readUrl() {
  const params = new URLSearchParams(location.search);
  fillSubTypes(params.get("type") || "");
  for (const name of FILTERS) {
    const field = form.elements[name], value = params.get(name) || "";
    if (field.type === "checkbox") field.checked = value === "true";
    else {
      if (field.tagName === "SELECT" && value && ![...field.options].some((option) => option.value === value)) field.append(h("option", { value }, value));
      field.value = value;
    }
  }
  form.elements.in_view.checked = params.get("in_view") === "true";
  const [from, to] = (params.get("days") || "").split("..");
  state.days = /^\d{4}-\d\d-\d\d$/.test(from || "") && /^\d{4}-\d\d-\d\d$/.test(to || "") ? { from, to } : null;
  state.sort = ["updated", "day", "deaths"].includes(params.get("sort")) ? params.get("sort") : "updated";
  const [lat, lon, zoom] = (params.get("map") || "").split(",").map(Number);
  view = Number.isFinite(lat) && Number.isFinite(lon) && Number.isFinite(zoom) && params.get("map") ? { lat, lon, zoom } : null;
  return params.get("event");
}

function writeUrl({ push = false } = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of filterPairs({ forServer: false })) params.append(name, value);
  if (form.elements.in_view.checked) params.set("in_view", "true");
  if (state.days) params.set("days", `${state.days.from}..${state.days.to}`);
  if (state.sort !== "updated") params.set("sort", state.sort);
  if (view) params.set("map", [view.lat.toFixed(2), view.lon.toFixed(2), view.zoom.toFixed(1)].join(","));
  if (state.open) params.set("event", state.open);
  const query = params.toString().replaceAll("%2C", ",");
  const address = query ? `?${query}` : location.pathname;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function filterPairs({ forServer }) {
  const pairs = [];
  for (const name of FILTERS) {
    const field = form.elements[name];
    const value = field.type === "checkbox" ? (field.checked ? "true" : "") : field.value.trim();
    if (!value || (name === "min_deaths" && !(Number(value) > 0))) continue;
    if (forServer && name === "tense" && value === "any") for (const tense of ["current", "background", "future"]) pairs.push([name, tense]);
    else pairs.push([name, value]);
  }
  return pairs;
}

const serverQuery = () => new URLSearchParams(filterPairs({ forServer: true }));

// ---- loading and listening -----------------------------------------------------------------------------------------

function setState(name, text) {
  $("state").dataset.state = name;
  $("state-text").textContent = text;
}

async function load() {
  const query = serverQuery();
  query.set("format", "geojson");
  query.set("limit", MOST);
  const answer = await ask(`/events?${query}`);
  if (!answer.ok) {
    const why = (await answer.json().catch(() => null))?.detail;
    setState("wrong", `the filters can not be used${Array.isArray(why) ? `: ${why[0].msg}` : ""}`);
    return;
  }
  const body = await answer.json();
  const loaded = new Map(body.features.map((found) => [found.id, found]));
  for (const id of state.fresh) {
    const held = state.events.get(id), same = loaded.get(id);
    if (held && (!same || same.properties.revision < held.properties.revision)) loaded.set(id, held);
  }
  state.events = loaded;
  state.total = Math.max(body.total, loaded.size);
  spanDays();
  draw();
  fillCountries();
}

function restart() {
  stopListening.abort();
  stopListening = new AbortController();
  state.events.clear();
  state.fresh.clear();
  state.shown = STEP;
  const query = serverQuery();
  query.set("format", "feature");
  const reload = () => load().catch((error) => setState("waiting", error.message));
  listen(query, {
    state: setState,
    ready: reload,
    reset: reload,
    revision: (data) => take(JSON.parse(data)),
    gone: (data) => { if (state.events.delete(JSON.parse(data).event_id)) soon(); },
  }, stopListening.signal);
}

function take(found) {
  const held = state.events.get(found.id);
  if (held && held.properties.revision >= found.properties.revision) return;
  if (!held) state.total += 1;
  state.events.set(found.id, found);
  state.fresh.add(found.id);
  setTimeout(() => state.fresh.delete(found.id), 60000);
  if (found.id === state.open) openEvent(found.id, { focus: false });
  soon();
}

let waiting = 0;
function soon() {
  if (waiting) return;
  waiting = setTimeout(() => { waiting = 0; spanDays(); draw(); }, 250);
}

// ---- what is shown -------------------------------------------------------------------------------------------------

const dayOf = (p) => p.best_date || p.start;
const number = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
const dayAt = (count) => new Date(count * DAY_MS).toISOString().slice(0, 10);

function isInDays(p) {
  if (!state.days) return true;
  const first = p.start || p.best_date, last = p.end || first;
  return Boolean(first) && last >= state.days.from && first <= state.days.to;
}

function isInView(found) {
  if (!form.elements.in_view.checked || !map) return true;
  if (!found.geometry) return false;
  const [lon, lat] = found.geometry.coordinates, b = map.bounds();
  return lat >= b.south && lat <= b.north && (b.west <= b.east ? lon >= b.west && lon <= b.east : lon >= b.west || lon <= b.east);
}

const ORDER = {
  updated: (a, b) => (a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0),
  day: (a, b) => (dayOf(b) || "").localeCompare(dayOf(a) || ""),
  deaths: (a, b) => b.deaths - a.deaths,
};

function draw() {
  const inDays = [...state.events.values()].filter((found) => isInDays(found.properties));
  map?.show(inDays);
  const listed = inDays.filter(isInView).sort((a, b) => ORDER[state.sort](a.properties, b.properties) || (a.id < b.id ? -1 : 1));
  const focused = document.activeElement?.closest?.("#feed a")?.dataset.id;
  feed.replaceChildren(...listed.slice(0, state.shown).map(row));
  if (focused) feed.querySelector(`a[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  $("more").hidden = listed.length <= state.shown;
  const dead = listed.reduce((sum, { properties: p }) => sum + Math.max(p.deaths_best || 0, p.deaths_low || 0), 0); // as /counts adds them up
  const beyond = state.total > state.events.size ? `, the last changed ${state.events.size} of ${state.total}` : "";
  const pointless = listed.filter((found) => !found.geometry).length;
  $("summary").textContent = listed.length
    ? `${listed.length} event${listed.length === 1 ? "" : "s"}, at least ${dead.toLocaleString()} dead${beyond}${pointless ? `; ${pointless} without a point on the map` : ""}`
    : "No event meets these filters. Events appear here as they are published.";
  const active = filterPairs({ forServer: false }).length + (form.elements.in_view.checked ? 1 : 0);
  $("filters-count").textContent = active;
  $("filters-count").hidden = !active;
  bars();
}

function row(found) {
  const p = found.properties, deaths = deathsText(p);
  const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.background = TYPES[p.event_type] || "#888";
  const params = new URLSearchParams(location.search);
  params.set("event", found.id);
  return h("li", { class: [state.fresh.has(found.id) && "fresh", found.id === state.open && "open"].filter(Boolean).join(" ") || null },
    h("a", { href: `?${params}`, "data-id": found.id, "aria-current": found.id === state.open ? "true" : null },
      h("span", { class: "row-top" }, swatch, h("b", {}, p.sub_event_type), h("span", { class: "day" }, daysText(p.start, p.end))),
      h("span", { class: "headline" }, p.headline),
      h("span", { class: "row-end" },
        h("span", {}, [p.place, p.country_name].filter((part, i, all) => part && all.indexOf(part) === i).join(", ") || "place not said"),
        deaths !== "0" ? h("span", { class: "toll" }, `${deaths} killed`) : null,
        p.corroboration === "single_source" ? null : h("span", { class: `badge ${p.corroboration}` }, p.corroboration),
        p.record_status === "active" ? null : h("span", { class: "badge warn" }, p.record_status),
        p.revision > 1 ? h("span", { class: "quiet" }, `revision ${p.revision}`) : null)));
}

// ---- days ----------------------------------------------------------------------------------------------------------

function spanDays() {
  const days = [...state.events.values()].map((found) => dayOf(found.properties)).filter(Boolean).map(number);
  let [first, last] = days.length ? [days[0], days[0]] : [0, 0];
  for (const day of days) { if (day < first) first = day; if (day > last) last = day; }
  state.first = first;
  state.last = last;
  $("time").hidden = first === last;
  for (const slider of [$("from"), $("to")]) { slider.min = first; slider.max = last; }
  $("from").value = state.days ? number(state.days.from) : first;
  $("to").value = state.days ? number(state.days.to) : last;
  sayDays();
}

function sayDays() {
  const [from, to] = [Number($("from").value), Number($("to").value)];
  $("days").textContent = from === to ? dayText(dayAt(from)) : `${dayText(dayAt(from))} – ${dayText(dayAt(to))}`;
  for (const slider of [$("from"), $("to")]) slider.setAttribute("aria-valuetext", dayText(dayAt(Number(slider.value))));
}

function slide(moved) {
  let [from, to] = [Number($("from").value), Number($("to").value)];
  if (from > to) { if (moved === "from") $("to").value = to = from; else $("from").value = from = to; }
  state.days = from === state.first && to === state.last ? null : { from: dayAt(from), to: dayAt(to) };
  sayDays();
  soonSlid();
}
let slid = 0;
function soonSlid() { cancelAnimationFrame(slid); slid = requestAnimationFrame(() => { draw(); writeUrl(); }); }

function bars() {
  const canvas = $("bars"), width = canvas.clientWidth, height = canvas.clientHeight;
  if (!width || state.first === state.last) return;
  const scale = devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d"), count = Math.min(state.last - state.first + 1, Math.floor(width / 3)), stacks = Array.from({ length: count }, () => ({}));
  for (const found of state.events.values()) {
    const day = dayOf(found.properties);
    if (!day) continue;
    const at = Math.min(count - 1, Math.floor(((number(day) - state.first) / (state.last - state.first + 1)) * count));
    stacks[at][found.properties.event_type] = (stacks[at][found.properties.event_type] || 0) + 1;
  }
  const most = Math.max(...stacks.map((stack) => Object.values(stack).reduce((a, b) => a + b, 0)), 1), wide = (width * scale) / count;
  stacks.forEach((stack, at) => {
    let y = height * scale;
    for (const [type, colour] of Object.entries(TYPES)) {
      const tall = ((stack[type] || 0) / most) * height * scale;
      pen.fillStyle = colour;
      pen.fillRect(at * wide, y - tall, Math.max(wide - scale, 1), tall);
      y -= tall;
    }
  });
}

let playing = 0;
function play() {
  if (playing) { clearInterval(playing); playing = 0; $("play").textContent = "▶"; return; }
  $("play").textContent = "❚❚";
  const width = Math.max(Math.ceil((state.last - state.first) / 20), 1);
  let from = state.first;
  playing = setInterval(() => {
    if (from > state.last) { play(); $("from").value = state.first; $("to").value = state.last; slide("to"); return; }
    $("from").value = from;
    $("to").value = Math.min(from + width - 1, state.last);
    slide("to");
    from += width;
  }, 700);
}

// ---- one event -----------------------------------------------------------------------------------------------------

async function openEvent(id, { focus = true, push = false, move = true } = {}) {
  state.open = id;
  writeUrl({ push });
  const answer = await ask(`/events/${encodeURIComponent(id)}`);
  if (state.open !== id) return;
  panel.hidden = false;
  document.body.classList.add("has-panel");
  if (!answer.ok) {
    panel.replaceChildren(h("div", { class: "panel-bar" }, h("span", {}), h("button", { type: "button", class: "close", "aria-label": "Close", onclick: closeEvent }, "✕")),
      h("h2", { tabindex: "-1" }, "This event is not here"), h("p", {}, "It was never published to this server, was retracted, or has expired."));
  } else {
    const body = await answer.json(), place = body.event.place;
    const found = { geometry: place && place.lat_deg !== null ? { coordinates: [place.lon_deg, place.lat_deg] } : null, properties: place || {} };
    showEvent(panel, body, { onClose: closeEvent, onLocate: () => map?.choose(found) });
    map?.choose(found, { move: move && focus });
    document.title = `${body.event.headline} · Sitrep`;
  }
  for (const link of feed.querySelectorAll("a")) {
    link.parentElement.classList.toggle("open", link.dataset.id === id);
    if (link.dataset.id === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (focus) { panel.scrollTop = 0; panel.querySelector("h2").focus(); }
}

function closeEvent({ push = true } = {}) {
  const id = state.open;
  state.open = null;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("has-panel");
  document.title = "Sitrep: conflict events as the news reports them";
  map?.choose(null);
  writeUrl({ push });
  const link = id && feed.querySelector(`a[data-id="${CSS.escape(id)}"]`);
  if (link) { link.parentElement.classList.remove("open"); link.removeAttribute("aria-current"); link.focus({ preventScroll: true }); }
}

// ---- the form, downloads, theme, keys ------------------------------------------------------------------------------

function fillSubTypes(type) {
  const field = form.elements.sub_type, chosen = field.value;
  const groups = Object.entries(SUB_TYPES).filter(([name]) => !type || name === type);
  field.replaceChildren(h("option", { value: "" }, "all"), ...groups.map(([name, kinds]) => h("optgroup", { label: name }, kinds.map((kind) => h("option", { value: kind }, kind)))));
  field.value = groups.some(([, kinds]) => kinds.includes(chosen)) ? chosen : "";
}

async function fillCountries() {
  const query = serverQuery();
  query.delete("country");
  query.set("by", "country");
  const answer = await ask(`/counts?${query}`);
  if (!answer.ok) return;
  const field = form.elements.country, chosen = field.value;
  const rows = (await answer.json()).filter((found) => found.key);
  if (chosen && !rows.some((found) => found.key === chosen)) rows.push({ key: chosen, name: chosen, events: 0 });
  rows.sort((a, b) => a.name.localeCompare(b.name));
  field.replaceChildren(h("option", { value: "" }, "all"), ...rows.map((found) => h("option", { value: found.key }, `${found.name} (${found.events})`)));
  field.value = chosen;
}

async function download(shape) {
  const query = serverQuery();
  if (state.days) {
    if (!query.get("since") || query.get("since") < state.days.from) query.set("since", state.days.from);
    if (!query.get("until") || query.get("until") > state.days.to) query.set("until", state.days.to);
  }
  if (form.elements.in_view.checked && map) {
    const b = map.bounds();
    query.set("bbox", [b.west, b.south, b.east, b.north].map((part) => part.toFixed(4)).join(","));
  }
  query.set("format", shape);
  query.set("limit", 20000);
  const answer = await ask(`/events?${query}`);
  if (!answer.ok) return;
  const address = URL.createObjectURL(await answer.blob());
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "")?.[1] || "sitrep-events";
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").setAttribute("aria-pressed", String(theme === "dark"));
  $("theme").title = theme === "dark" ? "Light" : "Dark";
}

function wire() {
  form.elements.type.append(...Object.keys(TYPES).map((type) => h("option", { value: type }, type)));
  fillSubTypes("");
  $("legend").replaceChildren(...Object.entries(TYPES).map(([type, colour]) => {
    const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = colour;
    return h("li", {}, swatch, type);
  }));
  let typing = 0;
  form.addEventListener("input", (event) => {
    if (event.target.name === "type") fillSubTypes(event.target.value);
    clearTimeout(typing);
    if (event.target.name === "in_view") { draw(); writeUrl(); return; }
    typing = setTimeout(() => { writeUrl(); restart(); }, ["text", "min_deaths", "number"].includes(event.target.name) ? 350 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { state.days = null; fillSubTypes(""); writeUrl(); restart(); }));
  $("filters-toggle").addEventListener("click", () => {
    form.hidden = !form.hidden;
    $("filters-toggle").setAttribute("aria-expanded", String(!form.hidden));
    map?.resize();
    if (!form.hidden) form.elements.text.focus();
  });
  $("download").addEventListener("click", (event) => {
    const shape = event.target.dataset?.format;
    if (shape) { $("download").open = false; download(shape); }
  });
  $("more").addEventListener("click", () => { state.shown += STEP; draw(); });
  $("sort").addEventListener("change", () => { state.sort = $("sort").value; draw(); writeUrl(); });
  $("from").addEventListener("input", () => slide("from"));
  $("to").addEventListener("input", () => slide("to"));
  $("play").addEventListener("click", play);
  $("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("sitrep-theme", theme);
    setTheme(theme);
    map?.restyle();
  });
  feed.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-id]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openEvent(link.dataset.id, { push: true });
  });
  feed.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...feed.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.open && !$("login").open) closeEvent();
    if (event.key === "/" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      if (form.hidden) $("filters-toggle").click();
      form.elements.text.focus();
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest("#download")) $("download").open = false; });
  addEventListener("popstate", () => {
    const before = serverQuery().toString(), id = readUrl();
    if (serverQuery().toString() !== before) restart();
    if (id && id !== state.open) openEvent(id);
    else if (!id && state.open) closeEvent({ push: false });
    spanDays();
    draw();
  });
  addEventListener("resize", () => bars());
}

setTheme(localStorage.getItem("sitrep-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
wire();
const wantedEvent = readUrl();
$("sort").value = state.sort;
try {
  map = makeMap($("map"), view, {
    onOpen: (id) => openEvent(id, { push: true, move: false }),
    onMove: (at) => { view = at; writeUrl(); if (form.elements.in_view.checked) soon(); },
  });
} catch (error) {
  $("map").replaceChildren(h("p", { class: "no-map" }, "The map needs WebGL, which this browser does not offer. The list holds the same events."));
}
restart();
if (wantedEvent) openEvent(wantedEvent, { focus: false });
