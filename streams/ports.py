"""Is the port of the worker's web endpoint free? Asked before anything starts: another program there, perhaps another worker,
would answer for ours."""

from __future__ import annotations

import socket

from streams.errors import SettingsError
from streams.settings import Settings


def check_web_port(settings: Settings) -> None:
    """Raises SettingsError where another program listens there, or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_host, settings.web_port))
            probe.listen()
        except OSError as error:
            told = f"port {settings.web_port} of {settings.web_host} can not be had ({error.strerror}): name another"
            raise SettingsError("SITREP_WEB_PORT", told) from error
