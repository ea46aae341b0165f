"""What an operator deploys names what there is: metrics, labels, settings, ports, commands, alarms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from streams import metrics
from streams.cli import app
from streams.settings import Settings
from streams.web import metrics as page_metrics

DEPLOY = Path(__file__).parent.parent / "deploy"
DOCUMENTS = [
    document
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(file.read_text(encoding="utf-8"))
]
WORKLOADS = [document for document in DOCUMENTS if document["kind"] in {"StatefulSet", "Deployment"}]
ALARMS = yaml.safe_load((DEPLOY / "prometheus" / "alarms.yaml").read_text())["groups"][0]["rules"]
BOARD = json.loads((DEPLOY / "grafana" / "sitrep.json").read_text())
PORTS = {"sitrep-worker": "web_port", "sitrep-page": "web_page_port", "sitrep-deliverer": "deliver_port"}
ADDED_BY_PROMETHEUS = {"instance", "job", "le"}


def series() -> dict[str, set[str]]:
    """Every series that our processes show, with its labels."""
    found: dict[str, set[str]] = {"process_resident_memory_bytes": set(), "process_cpu_seconds_total": set()}
    for one in (*vars(metrics).values(), *vars(page_metrics).values()):
        if isinstance(one, Counter | Gauge | Histogram):
            (family,) = type(one).describe(one) or one.collect()
            ends = {Counter: ("_total",), Gauge: ("",), Histogram: ("_bucket", "_sum", "_count")}[type(one)]
            found |= {family.name + end: set(one._labelnames) for end in ends}
    return found


def queries() -> Iterator[tuple[str, str]]:
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    for alarm in ALARMS:
        yield alarm["alert"], alarm["expr"]


def test_every_query_names_metrics_and_labels_that_exist() -> None:
    known = series()
    for where, query in queries():
        named = re.findall(r"\b(?:sitrep|process)_[a-z0-9_]+", query)
        assert named, where
        assert set(named) <= known.keys(), where
        labels = {label for name in named for label in known[name]} | ADDED_BY_PROMETHEUS
        asked = {label.strip() for group in re.findall(r"\bby \(([^)]*)\)", query) for label in group.split(",")}
        asked |= set(re.findall(r"[{,]\s*(\w+)\s*[=!]~?\"", query))
        assert asked <= labels, where


def test_every_legend_names_a_label_that_its_query_keeps() -> None:
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                assert "by (" not in target["expr"] or re.search(rf"by \([^)]*\b{label}\b", target["expr"]), panel["title"]


def test_every_alarm_has_its_chapter_in_the_runbook_and_every_chapter_its_alarm() -> None:
    chapters = set(re.findall(r"^## (Sitrep\w+)$", (DEPLOY / "RUNBOOK.md").read_text(), re.MULTILINE))
    assert chapters == {alarm["alert"] for alarm in ALARMS}
    assert {alarm["labels"]["severity"] for alarm in ALARMS} == {"page", "warn"}
    assert all(alarm["annotations"]["summary"] for alarm in ALARMS)


def test_the_runbook_names_commands_and_settings_that_exist() -> None:
    text = (DEPLOY / "RUNBOOK.md").read_text()
    commands = {command.name or (command.callback and command.callback.__name__) for command in app.registered_commands}
    commands |= {group.name for group in app.registered_groups}
    assert set(re.findall(r"\bsitrep ([a-z]+)", re.sub(r"-n sitrep \w+", "", text))) <= commands
    assert {name.removeprefix("SITREP_").lower() for name in re.findall(r"SITREP_[A-Z_]+[A-Z]", text)} <= set(
        Settings.model_fields
    )


def test_kustomize_finds_every_file_and_the_image_has_our_version() -> None:
    (kustomization,) = (one for one in DOCUMENTS if one["kind"] == "Kustomization")
    files = {file.name for file in (DEPLOY / "kubernetes").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == files
    (image,) = kustomization["images"]
    assert image == {"name": "sitrep", "newTag": version("sitrep-streams")}


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda one: one["metadata"]["name"])
def test_a_workload_is_locked_down_and_starts_what_the_image_has(workload: dict[str, Any]) -> None:
    pod = workload["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    user = re.search(r"^USER (\d+):(\d+)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert user is not None
    inside = pod["securityContext"]
    assert inside["runAsNonRoot"] is True
    assert (str(inside["runAsUser"]), str(inside["runAsGroup"])) == user.groups()
    assert inside["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert container["image"] == "sitrep"
    locked = container["securityContext"]
    assert (locked["allowPrivilegeEscalation"], locked["readOnlyRootFilesystem"]) == (False, True)
    assert locked["capabilities"] == {"drop": ["ALL"]}
    commands = {command.name or (command.callback and command.callback.__name__) for command in app.registered_commands}
    assert set(container["args"]) <= commands
    assert container["resources"].keys() == {"requests", "limits"}


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda one: one["metadata"]["name"])
def test_probes_policies_and_scrapes_meet_the_port_that_the_process_opens(workload: dict[str, Any]) -> None:
    name = workload["metadata"]["name"]
    defaults = Settings.model_fields
    opened = defaults[PORTS[name]].default
    template = workload["spec"]["template"]
    (container,) = template["spec"]["containers"]
    (port,) = container["ports"]
    assert port["containerPort"] == opened
    paths = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}
    assert {kind: probe["path"] for kind, probe in paths.items()} == {
        "startup": "/healthz",
        "liveness": "/healthz",
        "readiness": "/readyz",
    }
    assert {probe["port"] for probe in paths.values()} == {port["name"]}
    assert template["metadata"]["annotations"]["prometheus.io/port"] == str(opened)
    chosen = {"app.kubernetes.io/name": name}
    assert workload["spec"]["selector"]["matchLabels"] == chosen
    for kind in ("PodDisruptionBudget", "NetworkPolicy"):
        (found,) = (one for one in DOCUMENTS if one["kind"] == kind and one["metadata"]["name"] == name)
        assert (found["spec"].get("selector") or found["spec"]["podSelector"])["matchLabels"] == chosen
    allowed = {rule["port"] for ingress in found["spec"]["ingress"] for rule in ingress["ports"]}
    assert allowed == {opened}
    (service,) = (one for one in DOCUMENTS if one["kind"] == "Service" and one["metadata"]["name"] == name)
    assert service["spec"]["selector"] == chosen
    assert service["spec"]["ports"][0]["targetPort"] == port["name"]


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda one: one["metadata"]["name"])
def test_what_a_pod_mounts_and_reads_is_there_and_secrets_are_never_in_the_settings(workload: dict[str, Any]) -> None:
    pod = workload["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    (shared,) = (one for one in DOCUMENTS if one["kind"] == "ConfigMap")
    assert [source["configMapRef"]["name"] for source in container["envFrom"]] == [shared["metadata"]["name"]]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert mounts.keys() == {volume["name"] for volume in pod["volumes"]}
    variables = shared["data"] | {one["name"]: one.get("value", "") for one in container["env"]}
    for variable, value in variables.items():
        field = variable.removeprefix("SITREP_").lower()
        if variable.endswith("_FILE"):
            assert any(value.startswith(f"{path}/") for path in mounts.values()), variable
        elif field in {"kafka_password", "kafka_client_key_password", "web_token"}:
            raise AssertionError(f"{variable} is a secret")
    assert "/tmp" in mounts.values()


def test_members_of_groups_keep_their_names_and_have_time_to_finish() -> None:
    from streams.app import STOP_GRACE_S
    from streams.webhooks.lane import STOP_GRACE_S as DELIVERER_GRACE_S

    members = {one["metadata"]["name"]: one["spec"] for one in WORKLOADS if one["kind"] == "StatefulSet"}
    for name, grace_s in (("sitrep-worker", STOP_GRACE_S), ("sitrep-deliverer", DELIVERER_GRACE_S)):
        pod = members[name]["template"]["spec"]
        (variable,) = (one for one in pod["containers"][0]["env"] if one["name"] == "SITREP_WORKER_NAME")
        assert variable["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.name"
        assert pod["terminationGracePeriodSeconds"] > grace_s
    (shared,) = (one for one in DOCUMENTS if one["kind"] == "ConfigMap")
    assert members["sitrep-worker"]["replicas"] <= int(shared["data"]["SITREP_ARTICLE_PARTITIONS"])


def test_the_deliverer_reaches_public_addresses_and_no_private_ones_but_kafka() -> None:
    (policy,) = (one for one in DOCUMENTS if one["kind"] == "NetworkPolicy" and one["metadata"]["name"] == "sitrep-deliverer")
    blocks = [peer["ipBlock"] for rule in policy["spec"]["egress"] for peer in rule["to"] if "ipBlock" in peer]
    kept_out = [ip_network(net) for block in blocks for net in block["except"]]
    for address in ("10.1.2.3", "169.254.169.254", "172.20.0.1", "192.168.1.1", "fd00::1", "fe80::1"):
        assert any(ip_address(address) in net for net in kept_out if net.version == ip_address(address).version), address
    assert {block["cidr"] for block in blocks} == {"0.0.0.0/0", "::/0"}
