// How is text shown? As text: what articles say is never read as HTML.

export const $ = (id) => document.getElementById(id);

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export const TYPES = {
  Battles: "#e5484d",
  "Explosions/Remote violence": "#ec7c22",
  "Violence against civilians": "#b65cd0",
  Riots: "#b8901a",
  Protests: "#3b8fd9",
  "Strategic developments": "#4b9e6c",
};

export const SUB_TYPES = {
  Battles: ["Armed clash", "Government regains territory", "Non-state actor overtakes territory"],
  "Explosions/Remote violence": [
    "Air/drone strike", "Chemical weapon", "Grenade", "Remote explosive/landmine/IED", "Shelling/artillery/missile attack", "Suicide bomb",
  ],
  "Violence against civilians": ["Abduction/forced disappearance", "Attack", "Sexual violence"],
  Riots: ["Mob violence", "Violent demonstration"],
  Protests: ["Excessive force against protesters", "Peaceful protest", "Protest with intervention"],
  "Strategic developments": [
    "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
    "Looting/property destruction", "Non-violent transfer of territory", "Other",
  ],
};

export function swatch(type) {
  const dot = h("span", { class: "swatch", "aria-hidden": "true" });
  dot.style.background = TYPES[type] || "#888";
  return dot;
}

const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const COUNT = new Intl.NumberFormat();
const SHORT = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

export const count = (number) => COUNT.format(number);
export const short = (number) => (number < 10000 ? COUNT.format(number) : SHORT.format(number));
export const compact = (number) => SHORT.format(number);
export const many = (number, one, more = `${one}s`) => `${count(number)} ${number === 1 ? one : more}`;
export const showTime = (instant) => h("time", { datetime: instant, title: instant }, TIME.format(new Date(instant)));
export const dayText = (day) => DAY.format(new Date(`${day}T00:00:00Z`));

export function daysText(start, end) {
  if (!start) return "day not said";
  return !end || end === start ? dayText(start) : `${dayText(start)} – ${dayText(end)}`;
}

export function ago(instant) {
  const minutes = Math.floor((Date.now() - Date.parse(instant)) / 60000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return DAY.format(new Date(instant));
}

// The dead in a few characters, as the terminal shows them: 9, ≥9, ≤300, 5–7.
export function rangeText({ low, best, high }, otherwise = "0", write = count) {
  const has = (number) => number !== null && number !== undefined;
  if (has(best)) return write(best);
  if (has(low) && has(high)) return low === high ? write(low) : `${write(low)}–${write(high)}`;
  if (has(low)) return `≥${write(low)}`;
  return has(high) ? `≤${write(high)}` : otherwise;
}

export const tollText = (p) => rangeText({ low: p.deaths_low, best: p.deaths_best, high: p.deaths_high }, p.deaths ? short(p.deaths) : "0", short);

// How many died at least: the best figure or the lower bound, as the interface's filter and counts take it.
export const leastDead = (p) => Math.max(p.deaths_best || 0, p.deaths_low || 0);

export const unique = (parts) => parts.filter((part, i, all) => part && all.indexOf(part) === i);

// Only addresses of the web are links.
export function webLink(address, ...children) {
  let url;
  try { url = new URL(address); } catch { return null; }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}

// Offsets are code points; JavaScript counts UTF-16 units. Where marks overlap the one that begins first is drawn.
export function marked(text, marks) {
  const points = Array.from(text);
  const parts = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.end_char <= at) continue;
    const start = Math.max(mark.start_char, at);
    parts.push(points.slice(at, start).join(""));
    parts.push(h("mark", { title: mark.fields.join(", ") }, points.slice(start, mark.end_char).join("")));
    at = mark.end_char;
  }
  parts.push(points.slice(at).join(""));
  return parts;
}
