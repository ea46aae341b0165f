// What is asked of the server, with the token where one is needed, and the stream of revisions.

let token = sessionStorage.getItem("sitrep-token") || "";
let asking = null;

function askToken() {
  asking ??= new Promise((resolve) => {
    const dialog = document.getElementById("login"), field = document.getElementById("token");
    field.value = "";
    dialog.showModal();
    dialog.addEventListener("close", () => {
      token = field.value;
      sessionStorage.setItem("sitrep-token", token);
      asking = null;
      resolve();
    }, { once: true });
  });
  return asking;
}

export async function ask(path, options = {}) {
  for (;;) {
    const headers = { ...options.headers };
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(path, { ...options, headers });
    if (answer.status !== 401) return answer;
    await askToken();
  }
}

export async function refusal(answer) {
  const why = answer.status === 422 ? (await answer.json().catch(() => null))?.detail : null;
  return why ? `the filters can not be used: ${why}` : `the server answers ${answer.status}`;
}

// Listens until `signal` is aborted; comes back with the last id after a lost connection, but not with filters that are none.
export async function listen(query, handlers, signal) {
  let lastId = "", wait = 1000;
  while (!signal.aborted) {
    try {
      const answer = await ask(`/stream?${query}`, { headers: lastId ? { "Last-Event-ID": lastId } : {}, signal, cache: "no-store" });
      if (answer.status === 422) { handlers.state("wrong", await refusal(answer)); return; }
      if (!answer.ok) throw new Error(await refusal(answer));
      wait = 1000;
      handlers.state("live", "live");
      for await (const event of read(answer.body)) {
        if (event.id) lastId = event.id;
        handlers[event.name]?.(event.data);
      }
    } catch (error) {
      if (signal.aborted) return;
      handlers.state("waiting", `connection lost, trying again (${error.message})`);
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, 15000);
  }
}

async function* read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "", event = { name: "message", data: [], id: "" };
  // A connection that has been silent for three heartbeats is dead, whatever the network says.
  const alive = () => new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("silence")), 45000); });
  let timer;
  for (;;) {
    const { value, done } = await Promise.race([reader.read(), alive()]).finally(() => clearTimeout(timer));
    if (done) return;
    buffer += value;
    const lines = buffer.split(/\r\n|\n|\r(?!$)/);
    buffer = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (event.data.length) yield { name: event.name, data: event.data.join("\n"), id: event.id };
        event = { name: "message", data: [], id: "" };
        continue;
      }
      const colon = line.indexOf(":");
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const text = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "data") event.data.push(text);
      else if (field === "event") event.name = text;
      else if (field === "id") event.id = text;
    }
  }
}
