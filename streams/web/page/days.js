// The days: bars by type over a window that ends with the last event, two handles within it, and a player.
import { $, TYPES, dayText, h } from "./dom.js";

const DAY_MS = 86400000, BAR_PX = 4, STEPS = 24, FULL = 5; // events of a day that fill the height, at least
const SPANS = [7, 45, 365, 0], USUAL = 45; // days; 0 is all
const number = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
const dayAt = (count) => new Date(count * DAY_MS).toISOString().slice(0, 10);
const IS_DAY = /^\d{4}-\d\d-\d\d$/;

export const dayOf = (p) => p.best_date || p.start;

export function makeDays(onChange) {
  // span: the window's length, 0 for all; chosen: the days between the handles, null for the whole window
  let span = USUAL, chosen = null, earliest = 0, first = 0, last = 0, counts = [], playing = 0, drawn = 0;
  const from = $("from"), to = $("to");

  const bounds = () => (chosen ? [chosen.from, chosen.to] : span && first > earliest ? [dayAt(first), null] : [null, null]);

  function measure(events) {
    const today = Math.floor(Date.now() / DAY_MS) + 1;
    let latest = 0;
    earliest = last = 0;
    for (const { properties: p } of events) {
      const day = dayOf(p) ? number(dayOf(p)) : 0;
      if (!day) continue;
      if (!earliest || day < earliest) earliest = day;
      if (day > last) last = day;
      if (day > latest && day <= today) latest = day;
    }
    if (span && latest) last = latest; // a misread year to come would move the window away from the news
    if (span && chosen?.to) last = Math.max(last, number(chosen.to));
    first = span ? Math.max(last - span + 1, Math.min(earliest, last)) : earliest;
    if (chosen?.from) first = Math.min(first, number(chosen.from));
    $("time").classList.toggle("still", first === last);
    for (const slider of [from, to]) { slider.min = first; slider.max = last; slider.disabled = first === last; }
    $("play").disabled = first === last;
    from.value = chosen?.from ? number(chosen.from) : first;
    to.value = chosen?.to ? number(chosen.to) : last;
    say();
    stack(events);
  }

  function say() {
    const [start, stop] = [Number(from.value), Number(to.value)];
    $("days").textContent = !last ? "No dated event" : start === stop ? dayText(dayAt(start)) : `${dayText(dayAt(start))} – ${dayText(dayAt(stop))}`;
    for (const slider of [from, to]) slider.setAttribute("aria-valuetext", dayText(dayAt(Number(slider.value))));
    for (const button of $("spans").children) button.setAttribute("aria-pressed", String(!chosen && Number(button.dataset.days) === span));
  }

  function slide(moved) {
    let [start, stop] = [Number(from.value), Number(to.value)];
    if (start > stop) { if (moved === from) to.value = stop = start; else from.value = start = stop; }
    chosen = start === first && stop === last ? null : { from: dayAt(start), to: dayAt(stop) };
    say();
    cancelAnimationFrame(drawn);
    drawn = requestAnimationFrame(() => { paint(); onChange(); });
  }

  function stack(events) {
    const width = $("bars").clientWidth;
    const columns = Math.max(Math.min(last - first + 1, Math.floor(width / BAR_PX)), 1);
    counts = Array.from({ length: columns }, () => new Map());
    for (const { properties: p } of events) {
      const day = dayOf(p);
      if (!day) continue;
      const at = Math.floor(((number(day) - first) / (last - first + 1)) * columns);
      if (at < 0 || at >= columns) continue;
      counts[at].set(p.event_type, (counts[at].get(p.event_type) || 0) + 1);
    }
    paint();
  }

  function paint() {
    const canvas = $("bars"), width = canvas.clientWidth, height = canvas.clientHeight;
    if (!width) return;
    const scale = devicePixelRatio || 1, pen = canvas.getContext("2d");
    canvas.width = width * scale;
    canvas.height = height * scale;
    if (first === last) return;
    const total = (column) => [...column.values()].reduce((a, b) => a + b, 0);
    const most = Math.max(...counts.map(total), FULL), wide = canvas.width / counts.length, days = last - first + 1;
    counts.forEach((column, at) => {
      const [a, b] = [first + (at / counts.length) * days, first + ((at + 1) / counts.length) * days];
      pen.globalAlpha = b > Number(from.value) && a <= Number(to.value) ? 1 : 0.25;
      let y = canvas.height;
      for (const [type, colour] of Object.entries(TYPES)) {
        if (!column.has(type)) continue;
        const tall = Math.max((Math.sqrt(total(column) / most) * canvas.height * column.get(type)) / total(column), scale);
        pen.fillStyle = colour;
        pen.fillRect(at * wide, y - tall, Math.max(wide - scale, scale), tall);
        y -= tall;
      }
    });
  }

  function play() {
    if (playing) {
      clearInterval(playing);
      playing = 0;
    } else {
      const width = Math.max(Math.ceil((last - first + 1) / STEPS), 1);
      let at = first;
      playing = setInterval(() => {
        if (at > last) { play(); chosen = null; onChange(); return; }
        from.value = at;
        to.value = Math.min(at + width - 1, last);
        at += width;
        slide(from);
      }, 700);
    }
    $("play").textContent = playing ? "❚❚" : "▶";
    $("play").setAttribute("aria-pressed", String(Boolean(playing)));
  }

  function show(days) {
    if (playing) play();
    span = days;
    chosen = null;
    onChange();
  }

  $("spans").append(...SPANS.map((days) => h("button", { type: "button", "data-days": days, "aria-pressed": "false", title: days ? "Up to the last day of an event" : null, onclick: () => show(days) }, days ? `${days} d` : "All")));
  from.addEventListener("input", () => slide(from));
  to.addEventListener("input", () => slide(to));
  $("play").addEventListener("click", play);
  let width = 0;
  new ResizeObserver(() => { if ($("bars").clientWidth !== width) { width = $("bars").clientWidth; paint(); } }).observe($("bars"));

  return {
    span: measure,
    bounds,
    showAll: () => show(0),
    // An event without a day is of no other day: it is left out only where a reader chooses days.
    showsUndated: () => !chosen,
    meets(p) {
      const [start, stop] = bounds(), begins = p.start || p.best_date, ends = p.end || begins;
      if (!begins) return !chosen;
      return (start === null || ends >= start) && (stop === null || begins <= stop);
    },
    read(text) {
      const [start, stop] = (text || "").split("..");
      const recent = /^last(\d{1,4})$/.exec(text || "");
      chosen = IS_DAY.test(start || "") && IS_DAY.test(stop || "") ? { from: start, to: stop } : null;
      span = text === "all" ? 0 : recent ? Number(recent[1]) : USUAL;
    },
    write: () => (chosen ? `${chosen.from}..${chosen.to}` : span === USUAL ? null : span ? `last${span}` : "all"),
  };
}
