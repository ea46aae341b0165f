"""The file of endpoints: read whole, each fault by line and column, no secret ever shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli import app
from streams.delivery import shape_alert
from streams.errors import SettingsError
from streams.lexicons.yaml_file import FaultyFileError
from streams.logs import NOISY, set_up_logging
from streams.settings import load_settings
from streams.webhooks.client import EndpointClient
from streams.webhooks.endpoints import configured_endpoints, read_endpoints
from tests.delivery.builders import OLD_SECRET, SECRET, alert, endpoint, receiver

KEY = SECRET.removeprefix("whsec_")

GOOD = """\
endpoints:
  - id: duty
    url: https://hooks.example/sitrep
    secret: {env: DUTY_SECRET}
    rules: [deadly_event]
    least_severity: 3
  - id: newsroom
    url: {env: SLACK_URL}
    shape: slack
    enabled: false
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUTY_SECRET", SECRET)
    monkeypatch.setenv("SLACK_URL", "https://hooks.slack.example/services/T0/B0/very-secret-part")
    path = tmp_path / "webhooks.yaml"
    path.write_text(GOOD)
    return path


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(FaultyFileError) as caught:
        read_endpoints(text, "f")
    told = tuple(str(fault).removeprefix("f:") for fault in caught.value.faults)
    assert all(KEY not in fault and "very-secret" not in fault for fault in told)
    return told


def test_a_file_names_endpoints_with_their_secrets_elsewhere(file: Path) -> None:
    duty, newsroom = read_endpoints(file.read_text(), str(file))
    assert (duty.id, duty.host, duty.rules, duty.least_severity) == ("duty", "hooks.example", {"deadly_event"}, 3)
    assert len(duty.keys) == 1
    assert (newsroom.shape, newsroom.enabled, newsroom.host) == ("slack", False, "hooks.slack.example")


def test_a_secret_may_be_in_a_file_and_there_may_be_two(file: Path, tmp_path: Path) -> None:
    (tmp_path / "new").write_text(OLD_SECRET + "\n")
    file.write_text(GOOD.replace("{env: DUTY_SECRET}", f"[{{env: DUTY_SECRET}}, {{file: {tmp_path / 'new'}}}]"))
    assert len(read_endpoints(file.read_text(), str(file))[0].keys) == 2


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("least_severity: 3", "least_severity: 9", "6:21: endpoints.0.least_severity: must be less than or equal to 5, not 9"),
        ("rules: [deadly_event]", "rule: [deadly_event]", "5:5: endpoints.0.rule: no such field; did you mean rules?"),
        ("{env: DUTY_SECRET}", "{env: NO_SUCH}", "4:13: endpoints.0.secret.0: the environment has no NO_SUCH"),
        ("{env: DUTY_SECRET}", "{file: /no/such}", "4:13: endpoints.0.secret.0: /no/such: No such file or directory"),
        ("{env: DUTY_SECRET}", SECRET, "4:13: endpoints.0.secret.0: name it by {env: NAME} or {file: PATH}"),
        ("{env: DUTY_SECRET}", "{env: SLACK_URL}", "4:13: endpoints.0.secret: a secret begins with whsec_"),
        ("https://hooks.example", "http://hooks.example", "2:5: endpoints.0: url: plain http is for one's own network"),
        ("https://hooks.example", "https://me:pass@hooks.example", "3:10: endpoints.0.url: it names a user"),
        ("https://hooks.example", "ftp://hooks.example", "3:10: endpoints.0.url: it is no https address"),
        ("https://hooks.example", "https://hooks.example:99999", "3:10: endpoints.0.url: it is no URL"),
        ("https://hooks.example", "https://höoks.example", "3:10: endpoints.0.url: it holds a space or a letter beyond ASCII"),
        ("    secret: {env: DUTY_SECRET}\n", "", "2:5: endpoints.0: an endpoint of the shape standard needs a secret"),
        ("id: newsroom", "id: duty", "2:3: endpoints: two endpoints have the id duty"),
        ("id: newsroom", "id: news room", "7:9: endpoints.1.id: must be "),
        ("shape: slack", "shape: slack\n    shape: standard", "10:5: endpoints.1.shape: given twice"),
        ("rules: [deadly_event]", "rules: [deadly_event", "6:"),
    ],
)
def test_a_fault_is_named_by_line_and_column(file: Path, was: str, now: str, fault: str) -> None:
    assert was in GOOD
    assert faults(GOOD.replace(was, now, 1))[0].startswith(fault)


def test_every_fault_is_named_not_only_the_first(file: Path) -> None:
    assert len(faults(GOOD.replace("least_severity: 3", "least_severity: 9").replace("shape: slack", "shape: fax"))) == 2


@pytest.mark.parametrize("text", ["", "endpoints: 3\n", "- a\n"])
def test_something_else_is_no_file_of_endpoints(text: str) -> None:
    faults(text)


def test_a_deliverer_does_not_start_with_a_file_that_is_wrong(file: Path) -> None:
    file.write_text(GOOD.replace("shape: slack", "shape: fax"))
    with pytest.raises(SettingsError, match=r"SITREP_WEBHOOKS: .*webhooks.yaml:9:12: endpoints.1.shape: 'fax' is none of"):
        configured_endpoints(load_settings(webhooks=file))
    with pytest.raises(SettingsError, match="No such file"):
        configured_endpoints(load_settings(webhooks=file.parent / "none.yaml"))


def test_settings_that_name_no_file_say_so() -> None:
    with pytest.raises(SettingsError, match="SITREP_WEBHOOKS"):
        configured_endpoints(load_settings())


def test_an_alert_must_not_expire_before_it_is_given_up() -> None:
    with pytest.raises(SettingsError, match="SITREP_WEBHOOK_GIVE_UP_H must be less"):
        load_settings(webhook_give_up_h=24, event_retention_days=1)


def test_check_shows_every_fault_or_what_the_endpoints_get(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_WEBHOOKS", str(file))
    good = CliRunner().invoke(app, ["webhooks", "check"])
    assert good.exit_code == 0
    assert "hooks.slack.example" in good.output
    assert "very-secret" not in good.output
    assert "note:" not in good.output
    file.write_text(GOOD.replace("deadly_event", "deadly_evnt"))
    assert "duty: no rule in force here is called deadly_evnt" in CliRunner().invoke(app, ["webhooks", "check"]).stderr
    file.write_text(GOOD.replace("least_severity: 3", "least_severity: 9").replace("shape: slack", "shape: fax"))
    bad = CliRunner().invoke(app, ["webhooks", "check"])
    assert bad.exit_code == 1
    assert bad.stderr.count("error:") == 2
    assert f"{file}:6:21" in bad.stderr


@pytest.fixture
def _log_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("root", *NOISY)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("_log_as_it_was")
async def test_no_secret_is_in_a_repr_or_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("debug", "json")
    async with receiver() as desk:
        to = endpoint(f"{desk.url}?token=very-secret-part")
        client = EndpointClient(to, "sitrep/test")
        await client.send(shape_alert(alert(), "standard"))
        await client.close()
        away = EndpointClient(endpoint("https://hooks.invalid/very-secret-part"), "sitrep/test")
        answer = await away.send(shape_alert(alert(), "standard"))
        await away.close()
    assert desk.accepted
    shown = "".join(capsys.readouterr()) + repr(to) + str(to) + to.model_dump_json() + repr(client) + repr(answer)
    assert "httpcore" in shown
    assert KEY not in shown
    assert "very-secret" not in shown
