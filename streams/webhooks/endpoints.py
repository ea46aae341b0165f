"""Which endpoints are there? The YAML file that SITREP_WEBHOOKS names, checked whole, with its secrets read.

`streams/samples/webhooks.yaml` is one, with every option.
"""

from __future__ import annotations

import os
import ssl
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator, model_validator

from streams.delivery import Shape, key_of
from streams.errors import SettingsError
from streams.lexicons.yaml_file import FaultyFileError, read_yaml
from streams.settings import Settings


def _from_source(value: Any) -> Any:
    """The text that {env: NAME} or {file: PATH} names, less its last newline."""
    match value:
        case {"env": str(name), **others} if not others:
            found = os.environ.get(name)
            if not found:
                raise ValueError(f"the environment has no {name}")
            return found
        case {"file": str(path), **others} if not others:
            try:
                return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
            except OSError as error:
                raise ValueError(f"{path}: {error.strerror}") from None
            except UnicodeDecodeError:
                raise ValueError(f"{path}: it is not UTF-8") from None
        case SecretStr():
            return value
    raise ValueError("name it by {env: NAME} or {file: PATH}")


def _from_text_or_source(value: Any) -> Any:
    return value if isinstance(value, str) else _from_source(value)


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else (value,)


Secret = Annotated[SecretStr, BeforeValidator(_from_source)]
Name = Annotated[str, Field(min_length=1)]


class Endpoint(BaseModel):
    """Where are alerts sent, which, and in which shape?"""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,60}$")]
    """Its name in logs, metrics and the consumer group that keeps its place: another name begins anew."""
    url: Annotated[SecretStr, BeforeValidator(_from_text_or_source)]
    """https, or http in one's own network. Kept as a secret: Slack's addresses are."""
    secret: Annotated[tuple[Secret, ...], BeforeValidator(_listed)] = ()
    """whsec_ and base64; several while a receiver changes from one to another, each signs."""
    rules: frozenset[Name] = frozenset()
    """Rules whose alerts it gets. Default: all."""
    least_severity: Annotated[int, Field(ge=0, le=5)] = 0
    """Least severity of the alerts that it gets; corrections and withdrawals come in any case. Default: 0."""
    shape: Shape = "standard"
    """standard: Standard Webhooks. slack: an incoming webhook of Slack's. cap: CAP 1.2, as XML. Default: standard."""
    enabled: bool = True
    """Whether it is sent anything. Its place is kept meanwhile. Default: yes."""
    allow_private: bool = False
    """Whether it stands in one's own network: loopback, private and link-local addresses, and plain http. Default: no."""
    ca_file: Path | None = None
    """PEM file of an authority to trust beside the public ones, as of one's own network. Default: none."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 8
    """Most requests at once. Default: 8."""

    @field_validator("secret")
    @classmethod
    def _holds_keys(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            key_of(secret.get_secret_value())
        return secrets

    @field_validator("ca_file")
    @classmethod
    def _holds_certificates(cls, file: Path | None) -> Path | None:
        if file is not None:
            try:
                ssl.create_default_context(cafile=file)
            except OSError as error:
                raise ValueError(f"{file}: {error.strerror or 'no certificate in PEM is in it'}") from None
        return file

    @field_validator("url")
    @classmethod
    def _leads_somewhere(cls, url: SecretStr) -> SecretStr:
        try:
            parts = urlsplit(url.get_secret_value())
            port_is_sound = parts.port is None or parts.port > 0
        except ValueError:
            raise ValueError("it is no URL") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_sound:
            raise ValueError("it is no https address")
        if "@" in parts.netloc:
            raise ValueError("it names a user; a receiver knows us by the signature")
        if not all("!" <= char <= "~" for char in url.get_secret_value()):
            raise ValueError("it holds a space or a letter beyond ASCII (write a host's name as xn--...)")
        return url

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.allow_private and urlsplit(self.url.get_secret_value()).scheme != "https":
            raise ValueError("url: plain http is for one's own network (allow_private: true)")
        if self.shape != "slack" and not self.secret:
            raise ValueError(f"an endpoint of the shape {self.shape} needs a secret")
        return self

    @property
    def host(self) -> str:
        """Which host is it at? The part of its address that may be shown."""
        return urlsplit(self.url.get_secret_value()).netloc

    @property
    def keys(self) -> tuple[bytes, ...]:
        """With which keys is it signed?"""
        return tuple(key_of(secret.get_secret_value()) for secret in self.secret)


class EndpointFile(BaseModel):
    """What does the file say?"""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    endpoints: tuple[Endpoint, ...]

    @field_validator("endpoints")
    @classmethod
    def _have_names_of_their_own(cls, endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        twice = sorted(name for name, count in Counter(endpoint.id for endpoint in endpoints).items() if count > 1)
        if twice:
            raise ValueError(f"two endpoints have the id {twice[0]}")
        return endpoints


def read_endpoints(text: str, file: str) -> tuple[Endpoint, ...]:
    """Which endpoints does the text of a file name? Raises FaultyFileError with every fault; ``file`` is its name there."""
    return read_yaml(text, file, EndpointFile).endpoints


def configured_endpoints(settings: Settings) -> tuple[Endpoint, ...]:
    """Which endpoints do these settings name? Raises SettingsError where they name no file, or one that can not be used."""
    path = settings.webhooks
    if path is None:
        raise SettingsError("SITREP_WEBHOOKS", "it names no file of endpoints")
    try:
        return read_endpoints(path.read_text(encoding="utf-8"), str(path))
    except FaultyFileError as error:
        raise SettingsError("SITREP_WEBHOOKS", str(error)) from error
    except UnicodeDecodeError as error:
        raise SettingsError("SITREP_WEBHOOKS", f"{path}: it is not UTF-8") from error
    except OSError as error:
        raise SettingsError("SITREP_WEBHOOKS", f"{path}: {error.strerror}") from error
