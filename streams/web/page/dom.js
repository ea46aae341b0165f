// How is text shown? As text: what articles say is never read as HTML.

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

const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });

export const showTime = (instant) => h("time", { datetime: instant, title: instant }, TIME.format(new Date(instant)));
export const dayText = (day) => DAY.format(new Date(`${day}T00:00:00Z`));

export function daysText(start, end) {
  if (!start) return "day not said";
  return !end || end === start ? dayText(start) : `${dayText(start)} – ${dayText(end)}`;
}

// The dead in a few characters, as the terminal shows them: 9, ≥9, ≤300, 5–7.
export function rangeText({ low, best, high }, otherwise = "0") {
  if (best !== null && best !== undefined) return String(best);
  const hasLow = low !== null && low !== undefined, hasHigh = high !== null && high !== undefined;
  if (hasLow && hasHigh) return low === high ? String(low) : `${low}–${high}`;
  if (hasLow) return `≥${low}`;
  return hasHigh ? `≤${high}` : otherwise;
}

export const deathsText = (p) => rangeText({ low: p.deaths_low, best: p.deaths_best, high: p.deaths_high }, String(p.deaths || 0));

// Only addresses of the web are links.
export function webLink(address, ...children) {
  let url;
  try { url = new URL(address); } catch { return null; }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}

// Offsets are code points; JavaScript counts UTF-16 units.
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
