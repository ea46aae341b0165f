from __future__ import annotations

from pathlib import Path

import pytest

from streams.errors import SettingsError
from streams.settings import Settings, load_settings


def test_every_setting_says_what_it_is_and_its_default() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert "Default: " in field.description, name


def test_a_secret_comes_from_the_environment_or_from_a_file_and_is_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "token"
    secret.write_text("open-sesame\n")
    monkeypatch.setenv("SITREP_WEB_TOKEN_FILE", str(secret))
    settings = load_settings()
    assert settings.web_token is not None
    assert settings.web_token.get_secret_value() == "open-sesame"
    assert "sesame" not in repr(settings) + settings.model_dump_json()
    monkeypatch.setenv("SITREP_WEB_TOKEN", "stronger")
    stronger = load_settings().web_token
    assert stronger is not None
    assert stronger.get_secret_value() == "stronger"


def test_a_missing_file_of_a_secret_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_WEB_TOKEN_FILE", "/no/such/file")
    with pytest.raises(SettingsError, match="SITREP_WEB_TOKEN_FILE: /no/such/file: No such file"):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SITREP_WEB_PORT", "0"),
        ("SITREP_KAFKA_TOPIC_PREFIX", "no spaces"),
        ("SITREP_KAFKA_SECURITY_PROTOCOL", "TLS"),
        ("SITREP_RUN_NAME", "a.b"),
        ("SITREP_LINK_WINDOW_DAYS", "soon"),
    ],
)
def test_a_wrong_value_names_its_variable_and_is_not_repeated(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.setting == variable
    assert "\n" not in str(caught.value)


def test_security_that_is_not_whole_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="SITREP_KAFKA_USERNAME and SITREP_KAFKA_PASSWORD must be set"):
        load_settings(kafka_security_protocol="SASL_SSL", kafka_username="sitrep")
    with pytest.raises(SettingsError, match="SITREP_KAFKA_SECURITY_PROTOCOL"):
        load_settings(kafka_username="sitrep", kafka_password="secret")


def test_each_run_has_its_own_group_and_state() -> None:
    live, replay = load_settings(kafka_topic_prefix="news."), load_settings(kafka_topic_prefix="news.", run_name="may")
    assert (live.group_id, replay.group_id) == ("news.sitrep", "news.sitrep-run-may")
    assert live.run_state_dir != replay.run_state_dir
    assert live.run_state_dir.parent == replay.run_state_dir.parent


def test_folders_follow_the_users_conventions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert load_settings().data_dir == tmp_path / "sitrep"
    monkeypatch.setenv("SITREP_DATA_DIR", str(tmp_path / "mine"))
    assert load_settings().data_dir == tmp_path / "mine"


def test_kafka_home_is_read_under_its_usual_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_HOME", str(tmp_path))
    assert load_settings().kafka_home == tmp_path
