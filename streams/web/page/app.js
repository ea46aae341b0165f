// The page: what has been read and heard, the URL, and what is drawn of it. Each part has a module of its own.
import { dayOf, makeDays } from "./days.js";
import { $, count, h, leastDead, many } from "./dom.js";
import { download } from "./download.js";
import { makeFeed } from "./feed.js";
import * as filters from "./filters.js";
import { ask } from "./live.js";
import { fillLegend, makeMap } from "./map.js";
import { showEvent, showMissing } from "./panel.js";
import { makeStore } from "./store.js";

const panel = $("panel"), TITLE = document.title;
let open = null, map = null, view = null, sort = "updated", drawing = 0, isFitted = false, isWrong = false;

const days = makeDays(() => { draw(); writeUrl(); });
const feed = makeFeed({ onOpen: (id) => openEvent(id, { push: true }), onClear: () => filters.clearFilters(), onAllDays: () => days.showAll() });
const store = makeStore({
  onState(name, text) {
    $("state").dataset.state = name;
    $("state-text").textContent = text;
    if (isWrong !== (name === "wrong")) { isWrong = !isWrong; draw(); }
  },
  onLoaded() {
    draw({ isNews: true });
    if (!isFitted && !view && !open) map?.fit(store.events().filter((found) => days.meets(found.properties)));
    isFitted = true;
    fillCountries();
  },
  onChange(id) {
    if (id === open) openEvent(id, { focus: false, move: false });
    drawing ||= setTimeout(() => { drawing = 0; draw({ isNews: true }); }, 250);
  },
});

// ---- the URL -------------------------------------------------------------------------------------------------------

function readUrl() {
  const params = new URLSearchParams(location.search), at = (params.get("map") || "").split(",").map(Number);
  filters.readFilters(params);
  days.read(params.get("days"));
  sort = feed.sortBy(params.get("sort"));
  view = params.get("map") && at.length === 3 && at.every(Number.isFinite) ? { lat: at[0], lon: at[1], zoom: at[2] } : null;
  return params.get("event");
}

function writeUrl({ push = false } = {}) {
  const params = new URLSearchParams();
  filters.writeFilters(params);
  if (days.write()) params.set("days", days.write());
  if (sort !== "updated") params.set("sort", sort);
  if (view) params.set("map", [view.lat.toFixed(2), view.lon.toFixed(2), view.zoom.toFixed(1)].join(","));
  if (open) params.set("event", open);
  const query = params.toString().replaceAll("%2C", ",");
  history[push ? "pushState" : "replaceState"](null, "", query ? `?${query}` : location.pathname);
}

// ---- what is shown -------------------------------------------------------------------------------------------------

function isSeen(found) {
  if (!filters.isInView() || !map) return true;
  if (!found.geometry) return false;
  const [lon, lat] = found.geometry.coordinates, b = map.bounds();
  return lat >= b.south && lat <= b.north && (b.west <= b.east ? lon >= b.west && lon <= b.east : lon >= b.west || lon <= b.east);
}

function draw({ isNews = false } = {}) {
  const all = store.events();
  days.span(all);
  const inDays = all.filter((found) => days.meets(found.properties)), listed = inDays.filter(isSeen);
  map?.show(inDays);
  feed.draw(listed, store.fresh, { isNews, otherDays: all.length - inDays.length });
  const dead = listed.reduce((sum, { properties }) => sum + leastDead(properties), 0); // as /counts adds them up
  const undated = listed.filter(({ properties: p }) => !dayOf(p)).length;
  const pointless = listed.filter((found) => !found.geometry).length;
  $("summary").textContent = [
    listed.length ? `${many(listed.length, "event")}, at least ${count(dead)} killed` : "No event",
    undated ? `${count(undated)} without a day` : "",
    pointless ? `${count(pointless)} not on the map` : "",
    store.total() > all.length ? `the last changed ${count(all.length)} of ${count(store.total())}` : "",
  ].filter(Boolean).join("; ");
  const used = filters.drawChips();
  feed.empty(listed.length ? null : isWrong ? "wrong" : !store.isLoaded() ? "loading" : all.length ? "days" : used ? "filtered" : "none");
}

async function fillCountries() {
  const query = filters.serverQuery();
  query.delete("country");
  query.set("by", "country");
  const answer = await ask(`/counts?${query}`);
  if (answer.ok) filters.fillCountries(await answer.json());
}

function restart() {
  feed.first();
  store.start(filters.serverQuery());
}

// ---- one event -----------------------------------------------------------------------------------------------------

async function openEvent(id, { focus = true, push = false, move = true } = {}) {
  open = id;
  writeUrl({ push });
  feed.open(id);
  const answer = await ask(`/events/${encodeURIComponent(id)}`);
  const body = answer.ok ? await answer.json() : null;
  if (open !== id) return;
  panel.hidden = false;
  document.body.classList.add("has-panel");
  if (body === null) showMissing(panel, closeEvent);
  else {
    const place = body.event.place;
    const found = {
      geometry: place && place.lat_deg !== null ? { type: "Point", coordinates: [place.lon_deg, place.lat_deg] } : null,
      properties: { event_type: body.event.event_type, deaths: body.event.fatalities.acled_value, radius_km: place?.radius_km },
    };
    showEvent(panel, body, { onClose: closeEvent, onLocate: () => map?.choose(found) });
    map?.choose(found, { move });
    document.title = `${body.event.headline} · Sitrep`;
  }
  if (focus) { panel.scrollTop = 0; panel.querySelector("h2").focus(); }
}

function closeEvent({ push = true } = {}) {
  const id = open;
  open = null;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("has-panel");
  document.title = TITLE;
  map?.choose(null);
  writeUrl({ push });
  feed.open(null);
  feed.focus(id);
}

// ---- the rest ------------------------------------------------------------------------------------------------------

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").setAttribute("aria-pressed", String(theme === "dark"));
}

function wire() {
  filters.wireFilters({
    onChange() { writeUrl(); restart(); },
    onView() { draw(); writeUrl(); },
  });
  fillLegend($("types"), (type) => filters.setType(filters.chosenType() === type ? "" : type));
  $("legend").open = matchMedia("(min-width: 901px)").matches;
  $("download").addEventListener("click", (event) => {
    const shape = event.target.dataset?.format;
    if (!shape) return;
    $("download").open = false;
    download(shape, filters.serverQuery(), days.bounds(), { undated: days.showsUndated(), bounds: filters.isInView() && map ? map.bounds() : null });
  });
  $("sort").addEventListener("change", () => { sort = feed.sortBy($("sort").value); draw(); writeUrl(); });
  $("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("sitrep-theme", theme);
    setTheme(theme);
    map?.restyle();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && open && !$("login").open) closeEvent(); });
  document.addEventListener("click", (event) => { if (!event.target.closest("#download")) $("download").open = false; });
  addEventListener("popstate", () => {
    const before = filters.serverQuery().toString(), id = readUrl();
    if (filters.serverQuery().toString() !== before) restart();
    if (id && id !== open) openEvent(id);
    else if (!id && open) closeEvent({ push: false });
    draw();
  });
}

setTheme(localStorage.getItem("sitrep-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
wire();
const wanted = readUrl();
try {
  map = makeMap($("map"), view, {
    onOpen: (id) => openEvent(id, { push: true, move: false }),
    onMove(at) { view = at; writeUrl(); if (filters.isInView()) draw(); },
  });
} catch (error) {
  $("map").replaceChildren(h("p", { class: "no-map" }, "The map needs WebGL, which this browser does not offer. The list holds the same events."));
}
restart();
if (wanted) openEvent(wanted, { focus: false, move: !view });
