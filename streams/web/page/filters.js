// The filters: a form, the URL, and what is asked of the server. The three say the same.
import { $, SUB_TYPES, TYPES, h } from "./dom.js";

const FILTERS = ["text", "country", "type", "sub_type", "min_deaths", "since", "until", "tense", "corroboration", "status", "crime"];
const NAMES = { text: "words", sub_type: "sub-event", min_deaths: "killed at least", since: "from", until: "to", tense: "told as", corroboration: "sources", status: "record", crime: "with crime" };
const form = $("filters");

export const isInView = () => form.elements.in_view.checked;
export const chosenType = () => form.elements.type.value;

export function fillSubTypes(type) {
  const field = form.elements.sub_type, chosen = field.value;
  const groups = Object.entries(SUB_TYPES).filter(([name]) => !type || name === type);
  field.replaceChildren(h("option", { value: "" }, "all"), ...groups.map(([name, kinds]) => h("optgroup", { label: name }, kinds.map((kind) => h("option", { value: kind }, kind)))));
  field.value = groups.some(([, kinds]) => kinds.includes(chosen)) ? chosen : "";
}

export function fillCountries(rows) {
  const field = form.elements.country, chosen = field.value;
  const found = rows.filter((row) => row.key);
  if (chosen && !found.some((row) => row.key === chosen)) found.push({ key: chosen, name: chosen, events: 0 });
  found.sort((a, b) => a.name.localeCompare(b.name));
  field.replaceChildren(h("option", { value: "" }, "all"), ...found.map((row) => h("option", { value: row.key }, `${row.name} (${row.events})`)));
  field.value = chosen;
}

function pairs({ forServer }) {
  const found = [];
  for (const name of FILTERS) {
    const field = form.elements[name];
    const value = field.type === "checkbox" ? (field.checked ? "true" : "") : field.value.trim();
    if (!value || (name === "min_deaths" && !(Number(value) > 0))) continue;
    if (forServer && name === "tense" && value === "any") for (const tense of ["current", "background", "future"]) found.push([name, tense]);
    else found.push([name, value]);
  }
  return found;
}

export const serverQuery = () => new URLSearchParams(pairs({ forServer: true }));

export function readFilters(params) {
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
}

export function writeFilters(params) {
  for (const [name, value] of pairs({ forServer: false })) params.append(name, value);
  if (isInView()) params.set("in_view", "true");
}

export function setType(type) {
  form.elements.type.value = type;
  form.elements.type.dispatchEvent(new Event("input", { bubbles: true }));
}

export function clearFilters() { form.reset(); }

// What is in use, each with a way out, also while the form is closed.
export function drawChips() {
  const used = pairs({ forServer: false }).map(([name, value]) => [name, name === "crime" ? "" : shown(name, value)]);
  if (isInView()) used.push(["in_view", ""]);
  $("chips").replaceChildren(...used.map(([name, value]) => {
    const text = name === "in_view" ? "only what the map shows" : `${NAMES[name] || name}${value ? `: ${value}` : ""}`;
    const field = form.elements[name];
    const remove = () => {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    return h("li", {}, h("button", { type: "button", onclick: remove, "aria-label": `Remove the filter ${text}` }, text, h("span", { "aria-hidden": "true" }, "✕")));
  }));
  $("chips").hidden = !used.length;
  $("filters-count").textContent = used.length;
  $("filters-count").hidden = !used.length;
  return used.length;
}

function shown(name, value) {
  const option = form.elements[name].selectedOptions?.[0];
  return option ? option.textContent.replace(/ \(\d+\)$/, "") : value;
}

export function wireFilters({ onChange, onView }) {
  form.elements.type.append(...Object.keys(TYPES).map((type) => h("option", { value: type }, type)));
  fillSubTypes("");
  let typing = 0;
  form.addEventListener("input", (event) => {
    const name = event.target.name;
    if (name === "type") fillSubTypes(event.target.value);
    clearTimeout(typing);
    if (name === "in_view") { onView(); return; }
    typing = setTimeout(onChange, ["text", "min_deaths"].includes(name) ? 350 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { fillSubTypes(""); onChange(); }));
  const toggle = $("filters-toggle");
  const show = (isShown) => {
    form.hidden = !isShown;
    toggle.setAttribute("aria-expanded", String(isShown));
    if (isShown) form.elements.text.focus();
  };
  toggle.addEventListener("click", () => show(form.hidden));
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { show(false); toggle.focus(); event.stopPropagation(); } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
    event.preventDefault();
    show(true);
  });
}
