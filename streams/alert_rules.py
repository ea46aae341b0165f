"""Which alert rules hold now? Those of the operator's file, read again when it changes, while the worker runs."""

from __future__ import annotations

import logging
from pathlib import Path

from streams import metrics
from streams.alerting import Rule, built_in_rules, read_rules
from streams.errors import SettingsError
from streams.lexicons.yaml_file import FaultyFileError

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
"""Seconds between two looks at the file: it is read whole, since a mounted file may change without a newer time stamp."""
SETTING = "SITREP_ALERT_RULES"


class RulesInForce:
    """The rules, and what of their file was seen last. A file that can not be used changes nothing, and says so once."""

    def __init__(self, path: Path | None) -> None:
        """Raises SettingsError where the file can not be used: a worker does not start with rules that nobody meant."""
        self._path = path
        self._seen: bytes | str | None = None
        self.rules: tuple[Rule, ...] = built_in_rules()
        if path is not None:
            try:
                self._seen = path.read_bytes()
                self.rules = _rules(self._seen, path)
            except (OSError, FaultyFileError) as error:
                raise SettingsError(SETTING, _why(error, path)) from error
        metrics.ALERT_RULES.set(len(self.rules))
        metrics.ALERT_RULES_SOUND.set(1)

    def look(self) -> None:
        """Takes the file's rules where it changed, keeps those in force where it is faulty or gone."""
        if self._path is None:
            return
        try:
            now: bytes | str = self._path.read_bytes()
        except OSError as error:
            now = _why(error, self._path)
        if now == self._seen:
            return
        self._seen = now
        try:
            if isinstance(now, str):
                raise FileNotFoundError(now)
            self.rules = _rules(now, self._path)
        except (FileNotFoundError, FaultyFileError) as error:
            metrics.ALERT_RULES_SOUND.set(0)
            metrics.ALERT_RULES_RELOADS.labels("refused").inc()
            log.error("alert rules: %s; the %d rules in force stay", error, len(self.rules))
            return
        metrics.ALERT_RULES.set(len(self.rules))
        metrics.ALERT_RULES_SOUND.set(1)
        metrics.ALERT_RULES_RELOADS.labels("taken").inc()
        log.info("alert rules: %s changed: %s", self._path, ", ".join(rule.id for rule in self.rules) or "none is left")


def _rules(content: bytes, path: Path) -> tuple[Rule, ...]:
    return read_rules(content.decode("utf-8", "replace"), str(path))


def _why(error: OSError | FaultyFileError, path: Path) -> str:
    return f"{path}: {error.strerror}" if isinstance(error, OSError) else str(error)
