"""Webhooks: the process that sends alerts to endpoints (`sitrep deliver`). Its rules are the stage `streams.delivery`."""
