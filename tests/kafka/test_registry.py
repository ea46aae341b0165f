"""With a Schema Registry: the Confluent wire format, read back by everything that reads."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import orjson
import pytest

from schemas import ConflictEvent, decode
from schemas.codec import payload
from streams.deadletters import list_dead_letters, retry_dead_letters
from streams.settings import Settings
from tests.fictional import raw
from tests.kafka.engine import send_raw, start_fictional_worker, until
from tests.kafka.workers import await_ready, environment, stop

pytestmark = pytest.mark.kafka

SUBJECTS: dict[str, str] = {}


class Registry(BaseHTTPRequestHandler):
    """A registry's one call that we make: a schema in, its number out."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        subject = self.path.split("/")[2]
        assert body["schemaType"] == "JSON" and self.path == f"/subjects/{subject}/versions"
        SUBJECTS[subject] = body["schema"]
        answer = json.dumps({"id": 100 + list(SUBJECTS).index(subject)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def registry() -> Iterator[str]:
    """Where a registry answers."""
    SUBJECTS.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def test_values_carry_the_number_of_their_schema_and_are_read_as_before(
    kafka_settings: Settings, registry: str, topic_prefix: str
) -> None:
    settings = kafka_settings.model_copy(update={"schema_registry_url": registry})
    process, address = start_fictional_worker(settings, SITREP_SCHEMA_REGISTRY_URL=registry)
    try:
        await_ready(process, address)
        await send_raw(settings, [(name, raw(name)) for name in ("one", "two")] + [("bad", b"{"), ("p", raw("p", "poison"))])
        found = await until(settings, lambda found: len(found.events) == 2 and len(found.records["deadletters"]) == 2)
        await send_raw(settings, [("one", None)])
        found = await until(settings, lambda found: len(found.events) == 1 and found.records["events"][-1].value is None)
        letters = [letter async for letter in list_dead_letters(settings, step="extract")]
        assert await retry_dead_letters(settings, letters) == 1
        await until(settings, lambda found: len(found.records["deadletters"]) == 3)
        again = [letter.value async for letter in list_dead_letters(settings, step="extract")]
        assert again[0] == again[1], "a record sent again is framed once"
    finally:
        stop(process, signal.SIGKILL)
    subject = f"{topic_prefix}events-value"
    number = 100 + list(SUBJECTS).index(subject)
    values = [record.value for record in found.records["events"] if record.value is not None]
    assert len(values) == 3
    for value in values:
        assert value[:5] == b"\0" + number.to_bytes(4, "big")
        jsonschema.validate(orjson.loads(payload(value)), json.loads(SUBJECTS[subject]))
        assert decode(ConflictEvent, value) == decode(ConflictEvent, payload(value))
    assert f"{topic_prefix}articles.raw-value" not in SUBJECTS


def test_a_registry_that_does_not_answer_is_named_in_one_line(kafka_settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streams.start_worker"],
        env=environment(kafka_settings, SITREP_SCHEMA_REGISTRY_URL="http://127.0.0.1:1", SITREP_LOG_LEVEL="error"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("error: the Schema Registry at http://127.0.0.1:1 did not register")
