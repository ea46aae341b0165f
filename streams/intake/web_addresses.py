"""Web addresses: the one form that names an article, and the publisher's domain."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|ito|cmpid|ocid|ref|ref_src|smid|xtor)$", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def canonical_url(address: str | None) -> str | None:
    """Which address names the page? Host in lower case, default port, fragment and tracking parameters dropped.

    What is no http(s) address has none.

    >>> canonical_url("HTTPS://News.Example.org:443/A/b?id=7&utm_source=x#top")
    'https://news.example.org/A/b?id=7'
    """
    try:
        parts = urlsplit((address or "").strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host:
        return None
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])])
    return urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))


def domain_of(address: str | None) -> str | None:
    """Which site is it? The host name in lower case, without ``www.``; a bare host name counts too.

    >>> domain_of("https://www.example.org/a"), domain_of("Example.org"), domain_of("a newspaper")
    ('example.org', 'example.org', None)
    """
    text = (address or "").strip().casefold()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname
    except ValueError:
        return None
    if not host or "." not in host or " " in host:
        return None
    return host.removeprefix("www.")
