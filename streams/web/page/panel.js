// One event: what is known, who says so in which words, what is contested, how the record changed, and where it comes from.
import { daysText, h, marked, rangeText, showTime, swatch, unique, webLink } from "./dom.js";

const ROLES = { actor1: "Side A", associated1: "with side A", actor2: "Side B", associated2: "with side B" };
const PROPOSITIONS = { occurrence: "that it happened", casualties: "the toll", control: "who holds the place", responsibility: "who did it" };
const CONTEST_OF = { toll: "casualties", fatalities: "casualties" };
const PRECISION = { 1: "the day", 2: "the week", 3: "the month" };
const WHERE = { 1: "exact place", 2: "near the place", 3: "district", 4: "province", 5: "line or area", 6: "country", 7: "beyond one country" };
// What each kind of report says of who holds a place; other kinds in their own words.
const HOLDS = {
  seize_territory: "taken", retake_territory: "retaken", transfer_territory: "handed over", withdraw: "given up", surrender: "given up",
  repel: "fought for", clash: "fought for", offensive_start: "fought for", attack: "fought for",
};
// Which parts of a record a reader is told that a passage supports.
const TOLD = /^(claim: |actors|fatalities|injured|captured|displaced|arrested|force_size|occurred|place|weapons|targets|victims)/;
const readable = (name) => String(name).replaceAll("_", " ");
// "claim: casualties", "actors.actor1", "sub_event_type" in words.
const fieldText = (field) => (field.startsWith("actors.") ? ROLES[field.slice(7)]?.replace(/^S/, "s") : null) || { fatalities: "killed", occurred: "when", place: "where", force_size: "strength" }[field] || PROPOSITIONS[field.replace(/^claim: /, "")] || readable(field.replace(".", " "));
const percent = (score) => `${Math.round(score * 100)} %`;

function section(title, ...children) {
  const inside = children.flat().filter(Boolean);
  return inside.length ? h("section", {}, h("h3", {}, title), inside) : null;
}

function facts(event, country) {
  const rows = [];
  const add = (name, ...value) => rows.push(h("dt", {}, name), h("dd", {}, ...value));
  const said = (text) => (text ? [" ", h("q", {}, text)] : []);
  const when = event.occurred, where = event.place;
  add("When", daysText(when.start, when.end), when.precision_acled ? h("small", {}, ` known to ${PRECISION[when.precision_acled]}`) : null, said(when.expression));
  if (where) {
    add("Where", [where.name, where.admin2, where.admin1, country].filter((part, i, all) => part && all.indexOf(part) === i).join(", "),
      h("small", {}, ` ${[where.where_prec ? WHERE[where.where_prec] : null, where.radius_km ? `within ${Math.round(where.radius_km)} km` : null].filter(Boolean).join(", ")}`),
      where.raw !== where.name ? said(where.raw) : null);
  }
  for (const actor of event.actors) {
    add(ROLES[actor.role], actor.name, actor.inter_text ? h("small", {}, ` ${actor.inter_text}`) : null, actor.raw !== actor.name ? said(actor.raw) : null);
  }
  const sides = Object.entries(event.fatalities.by_side).filter(([, count]) => count !== null)
    .map(([side, count]) => `${{ a: "side A", b: "side B", civilian: "civilians", unknown: "side unknown" }[side]} ${count}`);
  add("Killed", h("strong", { class: event.fatalities.acled_value ? "toll" : null }, rangeText(event.fatalities, event.fatalities.acled_value ? String(event.fatalities.acled_value) : "none mentioned")),
    sides.length ? h("small", {}, ` ${sides.join(", ")}`) : null, said(event.fatalities.expression));
  for (const [field, name] of [["injured", "Injured"], ["captured", "Captured"], ["displaced", "Displaced"], ["arrested", "Arrested"], ["force_size", "Strength"]]) {
    if (event[field]) add(name, rangeText(event[field], "not said"), said(event[field].expression));
  }
  for (const [field, name] of [["weapons", "Weapons"], ["targets", "Targets"], ["victims", "Victims"]]) {
    const raw = [...new Set(event[field].map((filler) => filler.raw))];
    if (raw.length) add(name, raw.join(", "));
  }
  return h("dl", { class: "facts" }, rows);
}

// A claim's words in the sentence that says them, where the record holds it: one quotation for all that lies in one sentence.
function quotations(claims, event) {
  const told = new Map();
  for (const { article_id, proposition, span } of claims) {
    if (!span) continue;
    const holds = (row) => row.article_id === article_id && row.part === span.part && row.start_char <= span.start_char && span.end_char <= row.end_char;
    const wide = [...event.provenance.filter((row) => row.field === "event"), ...claims.map((one) => ({ ...one.span, article_id: one.article_id }))]
      .filter(holds).sort((a, b) => b.quote.length - a.quote.length)[0] || { ...span, article_id };
    if (!told.has(wide.quote)) told.set(wide.quote, { wide, marks: [] });
    if (wide.quote !== span.quote && told.get(wide.quote).wide.article_id === article_id) {
      const start = span.start_char - told.get(wide.quote).wide.start_char;
      told.get(wide.quote).marks.push({ start_char: start, end_char: start + span.end_char - span.start_char, fields: [PROPOSITIONS[proposition]] });
    }
  }
  return [...told].map(([text, { marks }]) => h("blockquote", {}, marked(text, marks.sort((a, b) => a.start_char - b.start_char))));
}

function grouped(claims, keyOf) {
  const groups = new Map();
  for (const claim of claims) groups.set(keyOf(claim), [...(groups.get(keyOf(claim)) || []), claim]);
  return [...groups.values()];
}

const valueText = ({ proposition, value }) => (proposition === "control" ? HOLDS[value] || readable(value || "") : proposition === "occurrence" ? readable(value || "") : value || "");

// One voice: who, what each proposition is said to be, where, and the words.
function voice(claims, event, sources, { isSide = false } = {}) {
  const [first] = claims;
  const places = [...new Map(claims.flatMap((claim) => [claim.article_id, ...(claim.also_in || [])]).map((id) => [id, sources.get(id)])).entries()];
  const name = ([id, source]) => source?.publisher || source?.originator || id;
  const said = isSide ? [] : grouped(claims, (claim) => `${claim.proposition} ${claim.stance}`).map((group) => {
    const values = [...new Set(group.map(valueText).filter(Boolean))];
    return h("li", {}, h("span", { class: "stance" }, `${group[0].stance} `), PROPOSITIONS[group[0].proposition], values.length ? [": ", h("b", {}, values.join("; "))] : null);
  });
  return h("li", { class: `claim ${first.stance}` },
    h("p", { class: "who" }, h("strong", {}, speaker(first, sources)), first.affiliation === "unknown" ? null : h("small", {}, ` ${readable(first.affiliation)}`)),
    said.length ? h("ul", { class: "said" }, said) : null,
    quotations(claims, event),
    h("p", { class: "from" }, "in ", places.map((place, at) => [at ? ", " : null, (place[1]?.url && webLink(place[1].url, name(place))) || name(place)]), " · ", [...new Set(claims.map((claim) => readable(claim.evidentiality)))].join(", ")));
}

const speaker = (claim, sources) => claim.claimant || sources.get(claim.article_id)?.publisher || sources.get(claim.article_id)?.originator || claim.article_id;

// Two phrases with the same figures are one side: "killing at least 100" and "At least 100 killed".
const figures = (text) => (text.match(/\d[\d,.]*\d|\d/g) || []).join(" ");

function side(claim) {
  const stance = claim.stance === "asserts" ? "" : `${claim.stance} `;
  if (!claim.value) return { key: claim.stance, title: claim.stance };
  const [kind, phrase] = claim.value.includes(": ") ? claim.value.split(/: (.*)/s) : ["", valueText(claim)];
  return { key: `${stance}${kind} ${figures(phrase) || phrase.toLowerCase()}`, title: stance + phrase };
}

function contested(event, sources) {
  return event.contested_fields.map((field) => {
    const claims = event.claims.filter((one) => one.proposition === (CONTEST_OF[field] || field) && !one.value?.startsWith("injured: "));
    const isSaid = new Set(claims.map((claim) => side(claim).key)).size > 1;
    const sides = grouped(claims, (claim) => (isSaid ? side(claim).key : speaker(claim, sources)));
    return h("div", { class: "contest" }, h("h4", {}, readable(field)),
      h("div", { class: "sides" }, sides.map((one) => h("div", {},
        isSaid ? h("h5", {}, one.map((claim) => side(claim).title).sort((x, y) => x.length - y.length)[0]) : null,
        h("ul", {}, grouped(one, (claim) => speaker(claim, sources)).map((said) => voice(said, event, sources, { isSide: true })))))));
  });
}

const closing = (onClose) => h("button", { type: "button", class: "close", "aria-label": "Close", onclick: onClose }, "✕");

export function showMissing(panel, onClose) {
  panel.replaceChildren(h("div", { class: "panel-bar" }, h("span", {}), closing(onClose)),
    h("h2", { tabindex: "-1" }, "This event is not here"), h("p", {}, "It was never published to this server, was retracted, or has expired."));
}

export function showEvent(panel, { event, country_name, evidence, revisions }, { onClose, onLocate }) {
  const sources = new Map(event.sources.map((source) => [source.article_id, source]));
  const outlet = (id) => sources.get(id)?.publisher || sources.get(id)?.originator || id;
  const link = new URL(location.href);
  link.search = new URLSearchParams({ event: event.event_id });
  const copied = h("span", { role: "status", class: "copied" });
  const parts = [
    h("div", { class: "panel-bar" },
      h("span", { class: "kind" }, swatch(event.event_type), event.event_type, h("b", {}, event.sub_event_type)),
      closing(onClose)),
    h("h2", { tabindex: "-1" }, event.headline),
    h("p", { class: "badges" },
      event.record_status === "active" ? null : h("span", { class: "badge warn" }, event.record_status, event.merged_into ? [" into ", h("a", { href: `?event=${encodeURIComponent(event.merged_into)}` }, event.merged_into)] : null),
      event.occurred.tense === "current" ? null : h("span", { class: "badge warn" }, event.occurred.tense),
      event.modality.value === "actual" ? null : h("span", { class: "badge warn" }, event.modality.value),
      h("span", { class: `badge ${event.corroboration}` }, readable(event.corroboration)),
      h("span", { class: "badge", title: "NATO's admiralty code: reliability of the source, credibility of the information" }, event.admiralty),
      h("span", { class: "badge", title: "Severity, 0 to 5" }, `severity ${event.severity}`),
      h("span", { class: "badge", title: ["type", "actors", "place", "time"].map((name) => `${name} ${percent(event.confidence[name])}`).join(", ") }, `confidence ${percent(event.confidence.overall)}`),
      event.tags.map((tag) => h("span", { class: "badge" }, tag))),
    h("p", { class: "notes" }, event.notes),
    h("p", { class: "actions" },
      event.place?.lat_deg !== null && event.place ? h("button", { type: "button", onclick: onLocate }, "Show on the map") : null,
      h("button", { type: "button", onclick: async () => { copied.textContent = await navigator.clipboard?.writeText(link.href).then(() => "copied", () => null) ?? link.href; } }, "Copy link"), copied),
    facts(event, country_name),
    section("Contested", contested(event, sources)),
    section("Who says what", event.claims.length ? h("ul", { class: "claims" }, grouped(event.claims, (claim) => speaker(claim, sources)).map((claims) => voice(claims, event, sources))) : null),
    section("In the articles' words", evidence.length ? h("ul", { class: "evidence" }, evidence.map((quote) => h("li", {},
      h("blockquote", {}, marked(quote.text, quote.marks)),
      h("p", { class: "from" }, unique([outlet(quote.article_id), [...new Set(quote.fields.filter((name) => TOLD.test(name)).map(fieldText))].join(", ")]).join(" · "))))) : null),
    section(`Sources (${event.independent_source_count} independent)`, h("ul", { class: "sources" }, event.sources.map((source) => h("li", {},
      (source.url && webLink(source.url, source.publisher || source.originator || source.url)) || source.publisher || source.article_id,
      source.originator && source.originator !== source.publisher ? h("small", {}, ` from ${source.originator}`) : null,
      source.is_copy_of ? h("small", {}, " a copy") : null,
      source.published_at ? [" · ", showTime(source.published_at)] : null)))),
    section("History", revisions.length ? h("ol", { class: "revisions" }, [...revisions].reverse().map((past) => h("li", {},
      h("b", {}, `Revision ${past.revision}`), " ", showTime(past.updated_at),
      past.record_status === "active" ? null : h("span", { class: "badge warn" }, past.record_status),
      h("p", {}, past.changed_fields.length ? `changed: ${past.changed_fields.map(readable).join(", ")}` : "first report"),
      h("p", { class: "from" }, past.headline)))) : null),
    h("details", { class: "record" }, h("summary", {}, "Full record"), h("pre", { tabindex: "0" }, JSON.stringify(event, null, 2))),
  ];
  panel.replaceChildren(...parts.filter(Boolean));
}
