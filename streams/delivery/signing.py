"""How does a receiver know that a webhook is ours? A signature by the Standard Webhooks specification, HMAC-SHA256 ("v1")."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"
KEY_BYTES = range(24, 65)
"""Lengths of a key that the specification asks for."""


def key_of(secret: str) -> bytes:
    """Which key does a secret hold? Raises ValueError, without a word of the secret, where it is none.

    >>> len(key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    24
    """
    if not secret.startswith(PREFIX):
        raise ValueError(f"a secret begins with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"what follows {PREFIX} is base64") from None
    if len(key) not in KEY_BYTES:
        raise ValueError(f"a secret holds 24 to 64 bytes, this one {len(key)}")
    return key


def signature(keys: Iterable[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """What stands in ``webhook-signature``? One signature a key, so that a receiver may change its secret at leisure.

    >>> signature([b"k" * 24], "a1", 1700000000, b"{}")
    'v1,64KDs6pIct2vVJKyocqlD5MvVr8+G7iAeYZ+wRuA9sc='
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}" for key in keys)
