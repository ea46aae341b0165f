// What is filtered, as a file.
import { h } from "./dom.js";
import { ask } from "./live.js";

const MOST = 20000;

export async function download(shape, query, [from, to], { undated, bounds }) {
  if (undated && !query.has("since") && !query.has("until")) query.set("undated", "true");
  if (from && !(query.get("since") > from)) query.set("since", from);
  if (to && !(query.get("until") && query.get("until") < to)) query.set("until", to);
  if (bounds) query.set("bbox", [bounds.west, bounds.south, bounds.east, bounds.north].map((part) => part.toFixed(4)).join(","));
  query.set("format", shape);
  query.set("limit", MOST);
  const answer = await ask(`/events?${query}`);
  if (!answer.ok) return;
  const address = URL.createObjectURL(await answer.blob());
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "")?.[1] || "sitrep-events";
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
