// The map: outlines that ship with the page, events as circles by type and toll, clusters with their number.
import { TYPES, compact, h, short, swatch } from "./dom.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const typeColour = ["match", ["get", "event_type"], ...Object.entries(TYPES).flat(), "#888888"];
const radiusBy = (more) => ["interpolate", ["linear"], ["sqrt", ["max", ["get", "deaths"], 0]], ...[[0, 5], [3, 8], [10, 14], [30, 24]].flatMap(([root, px]) => [root, px + more])];
const tollRadius = radiusBy(0);

const leastDead = ["max", ["coalesce", ["get", "deaths_best"], 0], ["coalesce", ["get", "deaths_low"], 0]];

// A cluster's picture: how many in the middle, under them the dead, around them the types in sixteenths of the ring.
const KINDS = Object.keys(TYPES), PARTS = 16;
const parts = KINDS.map((_, at) => ["to-string", ["ceil", ["-", ["*", PARTS, ["/", ["get", `k${at}`], ["get", "point_count"]]], 0.5]]]);
const clusterPicture = ["concat", "cluster:", ["step", ["get", "point_count"], "0", 10, "1", 100, "2"], ":", ["to-string", ["get", "point_count"]], ":", ["to-string", ["get", "toll"]], ":", ...parts.flatMap((part) => [part, ","])];

function style() {
  return {
    version: 8,
    sources: {
      world: { type: "geojson", data: new URL("/page/world.geojson", location.href).href, attribution: "Natural Earth", tolerance: 0.6, buffer: 16 },
      names: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
      events: {
        type: "geojson", data: { type: "FeatureCollection", features: [] },
        cluster: true, clusterRadius: 42, clusterMaxZoom: 9,
        clusterProperties: { toll: ["+", leastDead], ...Object.fromEntries(KINDS.map((kind, at) => [`k${at}`, ["+", ["case", ["==", ["get", "event_type"], kind], 1, 0]]])) },
      },
      chosen: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": css("--sea") } },
      { id: "land", type: "fill", source: "world", paint: { "fill-color": css("--land"), "fill-antialias": false } }, // the borders are drawn anyway
      { id: "borders", type: "line", source: "world", paint: { "line-color": css("--border"), "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.5, 6, 1.4] } },
      { id: "names", type: "symbol", source: "names", minzoom: 2.2, layout: { "icon-image": ["concat", "name:", ["get", "name"]], "symbol-sort-key": ["-", ["get", "size"]], "icon-padding": 6 } },
      { id: "radius", type: "fill", source: "chosen", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": css("--accent"), "fill-opacity": 0.12 } },
      { id: "radius-line", type: "line", source: "chosen", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": css("--accent"), "line-width": 1.5, "line-dasharray": [3, 2] } },
      { id: "clusters", type: "symbol", source: "events", filter: ["has", "point_count"], layout: {
        "icon-image": clusterPicture, "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "point_count"] } },
      { id: "points", type: "circle", source: "events", filter: ["!", ["has", "point_count"]], layout: { "circle-sort-key": ["-", ["get", "deaths"]] }, paint: {
        "circle-color": typeColour, "circle-radius": tollRadius, "circle-opacity": 0.85,
        "circle-stroke-width": ["case", ["==", ["get", "corroboration"], "contested"], 3, 1.2],
        "circle-stroke-color": ["case", ["==", ["get", "corroboration"], "contested"], css("--contested"), css("--halo")] } },
      // an event that is open though its day is not shown has a dot of its own
      { id: "chosen", type: "circle", source: "chosen", filter: ["==", ["geometry-type"], "Point"], paint: {
        "circle-color": typeColour, "circle-radius": tollRadius, "circle-stroke-width": 1.2, "circle-stroke-color": css("--halo") } },
      { id: "ring", type: "circle", source: "chosen", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": radiusBy(6), "circle-opacity": 0, "circle-stroke-width": 3, "circle-stroke-color": css("--accent") } },
    ],
  };
}

// Pictures are drawn here: a server of fonts would be another host.
const SCALE = 2;
function drawn(id) {
  const [kind, ...rest] = id.split(":"), canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  const write = (text, weight, size, colour, y, halo) => {
    pen.font = `${weight} ${size * SCALE}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    if (halo) { pen.lineWidth = 3 * SCALE; pen.strokeStyle = halo; pen.strokeText(text, canvas.width / 2, y); }
    pen.fillStyle = colour;
    pen.fillText(text, canvas.width / 2, y);
  };
  if (kind === "name") {
    const text = rest.join(":");
    pen.font = `500 ${11 * SCALE}px system-ui, sans-serif`;
    canvas.width = Math.ceil(pen.measureText(text).width) + 8 * SCALE;
    canvas.height = 19 * SCALE;
    write(text, 500, 11, css("--map-text"), canvas.height / 2, css("--land"));
  } else {
    const [size, number, toll, shares] = rest, radius = [15, 19, 24][size] * SCALE, ring = 5 * SCALE, middle = radius + 2 * SCALE;
    canvas.width = canvas.height = middle * 2;
    const disc = (r, colour) => { pen.fillStyle = colour; pen.beginPath(); pen.arc(middle, middle, r, 0, 2 * Math.PI); pen.fill(); };
    disc(middle, css("--halo"));
    const given = shares.split(",").slice(0, KINDS.length).map(Number), all = given.reduce((a, b) => a + b, 0) || 1;
    let angle = -Math.PI / 2;
    pen.lineWidth = ring;
    given.forEach((share, at) => {
      if (!share) return;
      const next = angle + (share / all) * 2 * Math.PI;
      pen.strokeStyle = TYPES[KINDS[at]];
      pen.beginPath();
      pen.arc(middle, middle, radius - ring / 2, angle, next);
      pen.stroke();
      angle = next;
    });
    disc(radius - ring, css("--card"));
    const dead = Number(toll) > 0;
    write(short(Number(number)), 700, dead ? 10 : 11, css("--text"), middle - (dead ? 4 * SCALE : 0));
    if (dead) write(`†${compact(Number(toll))}`, 600, 8.5, css("--toll"), middle + 5.5 * SCALE);
  }
  return [pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: SCALE }];
}

export function fillLegend(list, onChoose) {
  list.append(...KINDS.map((type) => h("li", {}, h("button", { type: "button", onclick: () => onChoose(type) }, swatch(type), type))));
}

// Where a country's name stands: amid the box of its largest outline.
function namePoints(world) {
  return world.features.map((found) => {
    let best = null;
    for (const [ring] of found.geometry.coordinates) {
      const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1]);
      const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
      const size = (box[2] - box[0]) * (box[3] - box[1]);
      if (!best || size > best.size) best = { size, box };
    }
    const [w, s, e, n] = best.box;
    return { type: "Feature", properties: { name: found.properties.name, size: best.size }, geometry: { type: "Point", coordinates: [(w + e) / 2, (s + n) / 2] } };
  });
}

function circle([lon, lat], km) {
  const ring = [];
  for (let step = 0; step <= 64; step += 1) {
    const angle = (step / 64) * 2 * Math.PI, north = km / 111.2;
    ring.push([lon + (north * Math.cos(angle)) / Math.max(Math.cos((lat * Math.PI) / 180), 0.1), lat + north * Math.sin(angle)]);
  }
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}

export function makeMap(container, view, { onOpen, onMove }) {
  let features = [], chosen = null, isReady = false;
  const map = new maplibregl.Map({
    container, style: style(), center: view ? [view.lon, view.lat] : [25, 18], zoom: view ? view.zoom : 1.1, minZoom: 0, maxZoom: 13,
    attributionControl: { compact: true }, dragRotate: false, pitchWithRotate: false, renderWorldCopies: true, fadeDuration: 0,
    canvasContextAttributes: { preserveDrawingBuffer: false },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", "Map of events; arrow keys move it, plus and minus zoom. The list beside it holds the same events.");
  const tip = new maplibregl.Popup({ closeButton: false, closeOnClick: false, offset: 12, maxWidth: "280px" });

  map.on("styleimagemissing", ({ id }) => {
    if (/^(cluster|name):/.test(id) && !map.hasImage(id)) map.addImage(id, ...drawn(id));
  });
  const fill = () => {
    if (!isReady) return;
    map.getSource("events").setData({ type: "FeatureCollection", features });
    map.getSource("chosen").setData({ type: "FeatureCollection", features: chosen || [] });
  };
  let names = null;
  const fillNames = async () => {
    names ??= fetch("/page/world.geojson").then((answer) => answer.json()).then(namePoints);
    const points = await names;
    map.getSource("names")?.setData({ type: "FeatureCollection", features: points });
  };
  // Events go in as soon as the style takes them: the load of everything waits for the outlines to be drawn.
  map.on("style.load", () => { isReady = true; fill(); fillNames(); });
  map.on("load", () => { container.dataset.ready = "true"; });
  map.on("idle", () => { if (features.length) container.dataset.drawn = "true"; });
  map.on("sourcedata", (event) => { if (event.sourceId === "events" && event.isSourceLoaded) container.dataset.shown = features.length; });
  map.on("moveend", (event) => { if (!event.isFit) onMove({ lat: map.getCenter().lat, lon: map.getCenter().lng, zoom: map.getZoom() }); });
  map.on("click", "clusters", async (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["clusters"] });
    const zoom = await map.getSource("events").getClusterExpansionZoom(found.properties.cluster_id);
    go(found.geometry.coordinates, Math.min(zoom + 0.3, 12));
  });
  map.on("click", "points", (event) => onOpen(event.features[0].properties.event_id));
  map.on("mousemove", "points", (event) => {
    const found = event.features[0];
    tip.setLngLat(found.geometry.coordinates).setText(found.properties.headline).addTo(map);
  });
  map.on("mouseleave", "points", () => tip.remove());
  for (const layer of ["clusters", "points"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  function go(center, zoom) {
    if (still.matches) map.jumpTo({ center, zoom });
    else map.easeTo({ center, zoom, duration: 500 });
  }
  return {
    show(found) { features = found.filter((one) => one.geometry); fill(); },
    choose(found, { move = true } = {}) {
      chosen = found?.geometry ? [
        circle(found.geometry.coordinates, Math.max(found.properties.radius_km || 5, 3)),
        { type: "Feature", properties: { event_type: found.properties.event_type, deaths: found.properties.deaths }, geometry: found.geometry },
      ] : null;
      fill();
      if (chosen && move) go(found.geometry.coordinates, Math.max(map.getZoom(), 4.5));
    },
    // Shows where the events are, once, to a reader who has chosen no view.
    fit(found) {
      const points = found.filter((one) => one.geometry).map((one) => one.geometry.coordinates);
      if (!points.length) return;
      const [lons, lats] = [points.map((point) => point[0]), points.map((point) => point[1])];
      const isWide = container.clientWidth > 700, space = Math.min(60, container.clientHeight / 6);
      const padding = { top: space, bottom: space, right: space, left: isWide ? 250 : space }; // the legend
      map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding, maxZoom: 4, duration: 0 }, { isFit: true });
    },
    bounds() {
      const b = map.getBounds();
      const wide = b.getEast() - b.getWest() >= 360;
      const wrap = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
      return { west: wide ? -180 : wrap(b.getWest()), south: Math.max(b.getSouth(), -90), east: wide ? 180 : wrap(b.getEast()), north: Math.min(b.getNorth(), 90) };
    },
    restyle() {
      for (const id of map.listImages()) map.removeImage(id);
      isReady = false;
      map.setStyle(style(), { diff: false });
    },
  };
}
