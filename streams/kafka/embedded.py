"""How does `sitrep run` bring its own Kafka? Apache Kafka itself, one KRaft node, with nothing but Python packages.

The data directory has one owner at a time (a lock) and its content persists. The broker ends with its parent, whatever ends
that (`supervisor.py`). Other commands find a running broker by its data directory (`running_bootstrap`).

    with EmbeddedKafka(data_dir, cache_dir=cache_dir) as kafka:
        print(kafka.bootstrap)
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError
from aiokafka.protocol.coordination import FindCoordinatorRequest

from streams.errors import BrokerStartError, DataDirInUseError, SettingsError
from streams.kafka.jars import Progress, fetch_jars
from streams.kafka.java import find_java
from streams.settings import Settings

START_TIMEOUT_S = 120.0
"""Seconds to the first answer: 3 on an idle machine, a minute on one that is very busy."""
_LOCK_PATIENCE_S = 25.0
"""Seconds that an owner that is just ending gets to close its logs (see supervisor.GRACE_S)."""
_HOST = "127.0.0.1"
_SUPERVISOR = Path(__file__).parent / "supervisor.py"


@dataclass(frozen=True, slots=True)
class Listeners:
    """How do clients speak to the broker? The default is plain text on loopback; tests build TLS, SCRAM and rights."""

    protocols: Sequence[str] = ("PLAINTEXT",)
    """One listener each, named as its protocol. The first is `bootstrap`, and between brokers."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """Further lines of server.properties."""
    format_arguments: Sequence[str] = ()
    """Further arguments of StorageTool format, as ``--add-scram``."""
    client_options: Mapping[str, Any] = field(default_factory=dict)
    """aiokafka's connection options for the probe that waits for the broker."""


def server_properties(log_dir: Path, ports: Sequence[int], listeners: Listeners) -> dict[str, str]:
    """Which server.properties does the node run with? ``ports``: the controller's, then one a listener."""
    controller_port, *client_ports = ports
    addresses = [f"{protocol}://{_HOST}:{port}" for protocol, port in zip(listeners.protocols, client_ports, strict=True)]
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{_HOST}:{controller_port}",
        "listeners": ",".join([f"CONTROLLER://{_HOST}:{controller_port}", *addresses]),
        "advertised.listeners": ",".join(addresses),
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": listeners.protocols[0],
        "listener.security.protocol.map": ",".join(
            ["CONTROLLER:PLAINTEXT", *(f"{name}:{name}" for name in listeners.protocols)]
        ),
        "log.dirs": str(log_dir),
        "auto.create.topics.enable": "false",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "offsets.retention.minutes": str(365 * 24 * 60),  # a laptop may rest longer than Kafka's default week
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "default.replication.factor": "1",
        "group.initial.rebalance.delay.ms": "0",
        "num.network.threads": "2",
        "num.io.threads": "4",
        "socket.request.max.bytes": str(300 * 1024 * 1024),  # above any max_article_bytes
        "log.cleaner.dedupe.buffer.size": str(32 * 1024 * 1024),  # the default takes a quarter of our heap
        **listeners.properties,
    }


def running_bootstrap(data_dir: Path) -> str | None:
    """Where does the broker of this data directory answer, if one runs?"""
    folder = data_dir / "kafka"
    try:
        with (folder / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _read_owner(folder)[1]
    return None


def _read_owner(folder: Path) -> tuple[int | None, str | None]:
    try:
        owner = json.loads((folder / "broker.json").read_text())
    except (OSError, ValueError):
        return None, None
    return owner.get("pid"), owner.get("bootstrap")


class EmbeddedKafka:
    """What is one broker of our own? ``start`` it, or use it as a context manager; ``bootstrap`` is its address."""

    def __init__(
        self,
        data_dir: Path,
        *,
        cache_dir: Path,
        kafka_home: Path | None = None,
        java_home: Path | None = None,
        maven_repository: str | None = None,
        heap_mb: int = 512,
        progress: Progress | None = None,
        listeners: Listeners | None = None,
    ) -> None:
        self.folder = data_dir / "kafka"
        self.log_file = self.folder / "broker.log"
        self._data_dir = data_dir
        self._cache_dir = cache_dir
        self._kafka_home = kafka_home
        self._java_home = java_home
        self._maven_repository = maven_repository
        self._heap_mb = heap_mb
        self._say: Progress = progress or (lambda _what, _share: None)
        self._listeners = listeners or Listeners()
        self._process: subprocess.Popen[bytes] | None = None
        self._ports: tuple[int, ...] = ()

    @classmethod
    def from_settings(cls, settings: Settings, progress: Progress | None = None) -> Self:
        """Which broker do the settings ask for?"""
        return cls(
            settings.data_dir,
            cache_dir=settings.cache_dir,
            kafka_home=settings.kafka_home,
            java_home=settings.java_home,
            maven_repository=settings.maven_repository,
            heap_mb=settings.kafka_heap_mb,
            progress=progress,
        )

    @property
    def bootstrap(self) -> str:
        """Where does the broker answer? Only once started."""
        return self.address(self._listeners.protocols[0])

    def address(self, protocol: str) -> str:
        """Where does the listener of this protocol answer? Only once started."""
        if not self._ports:
            raise RuntimeError("the broker has not been started")
        return f"{_HOST}:{self._ports[1 + list(self._listeners.protocols).index(protocol)]}"

    @property
    def pid(self) -> int | None:
        """Which process supervises the broker?"""
        return self._process.pid if self._process else None

    def is_running(self) -> bool:
        """Has the broker been started, and not ended since?"""
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Where does the broker, now ready for topics and groups, answer?

        Raises SettingsError, MissingExtraError, or one of EmbeddedKafkaError: DataDirInUseError, JavaMissingError,
        DownloadError, DigestError, BrokerStartError.
        """
        if self.is_running():
            return self.bootstrap
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError("SITREP_DATA_DIR", f"{self.folder}: {error.strerror}") from error
        with self._locked() as lock:
            classpath = self._classpath()
            java = find_java(self._java_home)
            for attempt in range(3):
                try:
                    return self._start_once(java, classpath, lock)
                except BrokerStartError as error:
                    if "in use" not in error.reason or attempt == 2:  # another process took the port that we saw free
                        raise
            raise AssertionError("unreachable")

    def stop(self) -> None:
        """Ends the broker cleanly; returns when it has closed its logs."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait()
        (self.folder / "broker.json").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    @contextlib.contextmanager
    def _locked(self) -> Any:
        with (self.folder / "lock").open("a+") as lock:
            until = time.monotonic() + _LOCK_PATIENCE_S
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    pid, bootstrap = _read_owner(self.folder)
                    if bootstrap or time.monotonic() > until:
                        raise DataDirInUseError(self._data_dir, pid, bootstrap) from None
                    time.sleep(0.2)
            yield lock  # closing our copy leaves the lock with the supervisor, which inherited it

    def _classpath(self) -> str:
        if self._kafka_home is not None:
            libs = self._kafka_home / "libs"
            if not any(libs.glob("kafka_2*.jar")):
                raise BrokerStartError(f"KAFKA_HOME is {self._kafka_home}, and its libs/ has no kafka_2*.jar", self.log_file)
            return str(libs / "*")
        return os.pathsep.join(map(str, fetch_jars(self._cache_dir, self._maven_repository, self._say)))

    def _java_command(self, java: Path, classpath: str, main_class: str, *arguments: str) -> list[str]:
        return [
            str(java),
            f"-Xmx{self._heap_mb}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
            "-cp",
            classpath,
            main_class,
            *arguments,
        ]

    def _start_once(self, java: Path, classpath: str, lock: IO[str]) -> str:
        log_dir, config = self.folder / "log", self.folder / "server.properties"
        ports = _free_ports(_ports_of(config), 1 + len(self._listeners.protocols))
        lines = server_properties(log_dir, ports, self._listeners)
        config.touch(mode=0o600)  # a listener's lines may hold passwords
        config.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        if not (log_dir / "meta.properties").exists():
            self._say("preparing Kafka's data directory", None)
            self._format(java, classpath, config)
        self._say("starting Apache Kafka", None)
        command = self._java_command(java, classpath, "kafka.Kafka", str(config))
        with self.log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_SUPERVISOR), str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock.fileno(),),
                start_new_session=True,  # Ctrl-C ends the worker first; the worker's end ends Kafka
            )
        self._ports = ports
        thread = ThreadPoolExecutor(1)  # a thread of its own: the caller may run an event loop
        try:
            thread.submit(asyncio.run, self._until_ready()).result()
        except BaseException:  # Ctrl-C too: nothing is left running
            self.stop()
            raise
        finally:
            thread.shutdown()
        owner = {"pid": os.getpid(), "bootstrap": self.bootstrap}
        (self.folder / "broker.json").write_text(json.dumps(owner))
        self._say(f"Apache Kafka answers at {self.bootstrap}", 1.0)
        return self.bootstrap

    def _format(self, java: Path, classpath: str, config: Path) -> None:
        cluster_id = base64.urlsafe_b64encode(b"\0" + uuid.uuid4().bytes[1:]).rstrip(b"=").decode()  # never a leading "-"
        arguments = ["format", "-t", cluster_id, "-c", str(config), "--ignore-formatted", *self._listeners.format_arguments]
        command = self._java_command(java, classpath, "kafka.tools.StorageTool", *arguments)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            self.log_file.write_text(done.stdout + done.stderr)
            raise BrokerStartError(f"formatting its data directory failed: {_last_error(self.log_file)}", self.log_file)

    async def _until_ready(self) -> None:
        """Returns once the broker answers and coordinates groups, so that no client logs passing errors."""
        until = time.monotonic() + START_TIMEOUT_S
        while True:
            if not self.is_running():
                raise BrokerStartError(_last_error(self.log_file), self.log_file)
            with contextlib.suppress(KafkaError, OSError, asyncio.TimeoutError):
                connection = await create_conn(
                    _HOST, self._ports[1], client_id="sitrep-start", request_timeout_ms=10_000, **self._listeners.client_options
                )
                try:
                    answer = await connection.send(FindCoordinatorRequest("sitrep-start", 0))
                finally:
                    connection.close()
                if answer.error_code == 0:
                    return
            if time.monotonic() > until:
                raise BrokerStartError(f"no answer in {START_TIMEOUT_S:.0f} s", self.log_file)
            await asyncio.sleep(0.1)


def _ports_of(config: Path) -> tuple[int, ...]:
    """Which ports did the last start use? They are taken again where they are free, so that addresses stay."""
    try:
        lines = config.read_text().splitlines()
    except OSError:
        return ()
    listeners = next((line.partition("=")[2] for line in lines if line.startswith("listeners=")), "")
    return tuple(int(part.rpartition(":")[2]) for part in listeners.split(",") if part.rpartition(":")[2].isdigit())


def _free_ports(preferred: Sequence[int], count: int) -> tuple[int, ...]:
    with contextlib.ExitStack() as held:

        def free(wanted: int) -> int:
            probe = held.enter_context(socket.socket())
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, wanted))
            except OSError:
                probe.bind((_HOST, 0))
            return int(probe.getsockname()[1])

        return tuple(free(port) for port in (*preferred, *(0,) * count)[:count])


def _last_error(log_file: Path) -> str:
    """Which line of the log says best why Kafka ended?"""
    lines = [line.strip() for line in log_file.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "Exception" in line or "ERROR" in line or "Error:" in line]
    return (telling or lines or ["it ended without a word"])[-1][:400]
