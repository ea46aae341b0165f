// The list of events. It never moves under a reader: what arrives while one reads waits behind a button that counts it.
import { $, ago, count, daysText, h, leastDead, many, swatch, tollText, unique } from "./dom.js";
import { dayOf } from "./days.js";

const STEP = 100;
const ORDER = {
  updated: (a, b) => (a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0),
  day: (a, b) => (dayOf(b) || "").localeCompare(dayOf(a) || ""),
  deaths: (a, b) => leastDead(b) - leastDead(a),
};

export function makeFeed({ onOpen, onClear, onAllDays }) {
  const feed = $("feed"), scroll = $("scroll");
  let rows = new Map(), shown = STEP, sort = "updated", open = null, listed = [], waiting = null;

  function row(found, isFresh) {
    const p = found.properties, toll = tollText(p);
    const link = h("a", { "data-id": found.id },
      toll === "0" ? h("span", { class: "toll none", "aria-hidden": "true" }, "–") : h("span", { class: "toll" }, h("b", {}, toll), h("small", {}, " killed")),
      h("span", { class: "row" },
        h("span", { class: "row-top" }, swatch(p.event_type), h("b", {}, p.sub_event_type),
          h("time", { class: "ago", datetime: p.updated_at, title: p.revision > 1 ? `revision ${p.revision}` : "first report" }, ago(p.updated_at))),
        h("span", { class: "headline" }, p.headline),
        h("span", { class: "row-end" },
          h("span", { class: "where" }, unique([p.place, p.country_name]).join(", ") || "place not said"),
          h("span", { class: "day" }, daysText(p.start, p.end)),
          p.independent_source_count > 1 ? h("span", {}, many(p.independent_source_count, "source")) : null,
          p.corroboration === "single_source" ? null : h("span", { class: `badge ${p.corroboration}` }, p.corroboration),
          p.record_status === "active" ? null : h("span", { class: "badge warn" }, p.record_status))));
    return h("li", { class: isFresh ? "fresh" : null }, link);
  }

  function mark(item, id) {
    const link = item.firstChild, params = new URLSearchParams(location.search);
    params.set("event", id);
    link.setAttribute("href", `?${params}`);
    item.classList.toggle("open", id === open);
    if (id === open) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }

  const isRead = () => rows.size > 0 && (scroll.scrollTop > 0 || $("list-part").matches(":hover") || feed.contains(document.activeElement));

  function draw(events, fresh, { isNews = false, otherDays = 0 } = {}) {
    const sorted = events.sort((a, b) => ORDER[sort](a.properties, b.properties) || (a.id < b.id ? -1 : 1));
    waiting = null;
    if (isNews && isRead()) {
      const place = new Map(listed.map((found, at) => [found.id, at]));
      const held = sorted.filter((found) => place.has(found.id)).sort((a, b) => place.get(a.id) - place.get(b.id));
      if (sorted.some((found, at) => found.id !== held[at]?.id)) waiting = { sorted, fresh, otherDays };
      listed = held;
      tellNew(sorted.length - held.length);
    } else {
      listed = sorted;
      tellNew(0);
    }
    place(fresh);
    $("other-days").hidden = !otherDays;
    $("other-days").textContent = `Show ${many(otherDays, "event")} of other days`;
  }

  function place(fresh) {
    const kept = new Map();
    let before = null;
    for (const found of listed.slice(0, shown)) {
      const held = rows.get(found.id);
      const item = held?.found === found ? held.item : row(found, fresh.has(found.id));
      const hadFocus = held && held.item.contains(document.activeElement);
      mark(item, found.id);
      kept.set(found.id, { found, item });
      const wanted = before ? before.nextSibling : feed.firstChild;
      if (item !== wanted) feed.insertBefore(item, wanted);
      if (held && held.item !== item) held.item.remove();
      if (hadFocus && !item.contains(document.activeElement)) item.firstChild.focus({ preventScroll: true });
      before = item;
    }
    while (before ? before.nextSibling : feed.firstChild) (before ? before.nextSibling : feed.firstChild).remove();
    rows = kept;
    $("more").hidden = listed.length <= shown;
    $("more").textContent = `Show more of ${many(listed.length - shown, "further event")}`;
  }

  function tellNew(number) {
    $("newer").hidden = !waiting;
    $("newer").textContent = number > 0 ? `↑ ${count(number)} new` : "↑ New order";
    $("news").textContent = number > 0 ? `${many(number, "new event")} above the list` : "";
  }

  function showNew() {
    if (waiting) draw(waiting.sorted, waiting.fresh, { otherDays: waiting.otherDays });
  }

  feed.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-id]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(link.dataset.id);
  });
  feed.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = event.target.closest?.("li");
    if (!step || !item) return;
    (step > 0 ? item.nextElementSibling : item.previousElementSibling)?.firstChild.focus();
    event.preventDefault();
  });
  const showIfFree = () => { if (!isRead()) showNew(); };
  scroll.addEventListener("scroll", showIfFree, { passive: true });
  $("list-part").addEventListener("pointerleave", showIfFree);
  $("newer").addEventListener("click", () => { showNew(); scroll.scrollTop = 0; feed.querySelector("a")?.focus({ preventScroll: true }); });
  $("more").addEventListener("click", () => { shown += STEP; place(new Set()); });
  $("other-days").addEventListener("click", onAllDays);
  setInterval(() => { for (const time of feed.querySelectorAll(".ago")) time.textContent = ago(time.dateTime); }, 30000);

  return {
    draw,
    first() { shown = STEP; listed = []; rows = new Map(); feed.replaceChildren(); scroll.scrollTop = 0; },
    sortBy(order) { sort = order in ORDER ? order : "updated"; $("sort").value = sort; return sort; },
    open(id) {
      const last = rows.get(open);
      open = id;
      if (last) mark(last.item, last.found.id);
      const now = rows.get(id);
      if (now) mark(now.item, id);
    },
    focus(id) { rows.get(id)?.item.firstChild.focus({ preventScroll: true }); },
    empty(state) {
      const told = {
        loading: [h("p", {}, "Loading events…")],
        wrong: [h("p", {}, "No events can be shown: see above."), h("button", { type: "button", onclick: onClear }, "Clear all filters")],
        filtered: [h("p", {}, "No event meets these filters."), h("p", {}, "Events appear here as they are published."), h("button", { type: "button", onclick: onClear }, "Clear all filters")],
        days: [h("p", {}, "No event of these days meets the filters.")],
        none: [h("p", {}, "No event yet."), h("p", {}, "Events appear here as articles come in.")],
      }[state];
      $("empty").hidden = !told;
      if (told && $("empty").dataset.state !== state) $("empty").replaceChildren(...told);
      $("empty").dataset.state = state || "";
    },
  };
}
