// The events in memory: read once, then kept up with the stream of revisions.
import { ask, listen, refusal } from "./live.js";

const MOST = 5000, FRESH_MS = 60000;

export function makeStore({ onState, onLoaded, onChange }) {
  let events = new Map(), total = 0, isLoaded = false, stop = new AbortController(), query = new URLSearchParams();
  const fresh = new Set();

  async function load() {
    const asked = query, wanted = new URLSearchParams(asked);
    wanted.set("format", "geojson");
    wanted.set("limit", MOST);
    const answer = await ask(`/events?${wanted}`);
    if (asked !== query) return;
    if (!answer.ok) { onState("wrong", await refusal(answer)); return; }
    const body = await answer.json();
    if (asked !== query) return;
    const loaded = new Map(body.features.map((found) => [found.id, found]));
    for (const id of fresh) { // what was heard while it was read
      const held = events.get(id), same = loaded.get(id);
      if (held && (!same || same.properties.revision < held.properties.revision)) loaded.set(id, held);
    }
    events = loaded;
    total = Math.max(body.total, loaded.size);
    isLoaded = true;
    onLoaded();
  }

  function take(found) {
    const held = events.get(found.id);
    if (held && held.properties.revision >= found.properties.revision) return;
    if (!held) total += 1;
    events.set(found.id, found);
    fresh.add(found.id);
    setTimeout(() => fresh.delete(found.id), FRESH_MS);
    onChange(found.id);
  }

  return {
    fresh,
    events: () => [...events.values()],
    total: () => total,
    isLoaded: () => isLoaded,
    start(asked) {
      stop.abort();
      stop = new AbortController();
      query = asked;
      events.clear();
      fresh.clear();
      isLoaded = false;
      const heard = new URLSearchParams(asked), reload = () => load().catch((error) => onState("waiting", error.message));
      heard.set("format", "feature");
      listen(heard, {
        state: onState,
        ready: reload,
        reset: reload,
        heartbeat(data) {
          if (JSON.parse(data).is_cut_off) onState("waiting", "the server can not reach Kafka: shown is what it knew");
          else onState("live", "live");
        },
        revision(data) { onState("live", "live"); take(JSON.parse(data)); },
        gone: (data) => { const id = JSON.parse(data).event_id; if (events.delete(id)) onChange(id); },
      }, stop.signal);
    },
  };
}
