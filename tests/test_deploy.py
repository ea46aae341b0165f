from __future__ import annotations

import re
from pathlib import Path

import yaml

from streams.kafka.jars import KAFKA_VERSION, read_jars
from streams.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).parent.parent


def test_every_variable_that_a_deployment_sets_is_a_setting() -> None:
    known = {f"{ENV_PREFIX}{name.upper()}" for name in Settings.model_fields}
    files = [ROOT / "docker-compose.yml", *(path for path in (ROOT / "deploy").rglob("*") if path.is_file())]
    named = {(path.name, name) for path in files for name in re.findall(r"\bSITREP_[A-Z_]+[A-Z]\b", path.read_text())}
    assert not {(file, name) for file, name in named if name.removesuffix("_FILE") not in known and name not in known}


def test_compose_runs_the_kafka_that_is_tested_and_the_worker_waits_for_it() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    kafka, worker = compose["services"]["kafka"], compose["services"]["worker"]
    assert kafka["image"] == f"apache/kafka:{KAFKA_VERSION}"
    assert worker["depends_on"]["kafka"]["condition"] == "service_healthy"
    assert kafka["healthcheck"]["test"]
    advertised = kafka["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert f"INTERNAL://{worker['environment']['SITREP_KAFKA_BOOTSTRAP']}" in advertised
    assert all(port.startswith("127.0.0.1:") for service in compose["services"].values() for port in service["ports"])
    assert {volume.partition(":")[0] for service in (kafka, worker) for volume in service["volumes"]} == set(compose["volumes"])


def test_compose_delivers_alerts_only_where_it_is_asked_to() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    deliverer = services["deliverer"]
    assert deliverer["profiles"] == ["webhooks"]
    port = Settings.model_fields["deliver_port"].default
    assert deliverer["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f":{port}/readyz" in deliverer["healthcheck"]["test"][-1]
    file = Path(deliverer["environment"]["SITREP_WEBHOOKS"])
    assert f"./webhooks:{file.parent}:ro" in deliverer["volumes"]
    assert deliverer["environment"]["SITREP_WORKER_NAME"] != services["worker"]["environment"]["SITREP_WORKER_NAME"]


def test_the_image_has_a_health_check_and_does_not_run_as_root() -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    assert "\nHEALTHCHECK " in dockerfile
    assert re.search(r"^USER \d+:\d+$", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile


def test_the_jars_are_of_the_kafka_version_that_we_name() -> None:
    assert {jar.version for jar in read_jars() if jar.group == "org.apache.kafka"} == {KAFKA_VERSION}
