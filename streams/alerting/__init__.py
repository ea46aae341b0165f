"""Alerting: a revision of an event in, the alerts that somebody should get out."""

from streams.alerting.step import alert_key, raise_alerts

__all__ = ["alert_key", "raise_alerts"]
