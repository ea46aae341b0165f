"""Alerting: a revision of an event in, the alerts that somebody should get out."""

from streams.alerting.book import AlertBook, alert_key
from streams.alerting.rule_file import built_in_rules, read_rules
from streams.alerting.rules import Rule
from streams.alerting.step import raise_alerts

__all__ = ["AlertBook", "Rule", "alert_key", "built_in_rules", "raise_alerts", "read_rules"]
