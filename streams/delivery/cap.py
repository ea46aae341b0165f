"""What does a warning system get? A message of the Common Alerting Protocol 1.2 (OASIS), as XML."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from schemas.alert import Alert
from schemas.codes import Corroboration
from streams.delivery.wording import clip, days, killed, title, where

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "news.sitrep"

SEVERITIES = ("Unknown", "Minor", "Moderate", "Severe", "Severe", "Extreme")
"""CAP's word for each of our severities, 0 to 5."""
CERTAINTIES: dict[Corroboration, str] = {"corroborated": "Observed", "single_source": "Likely", "contested": "Possible"}
"""How sure: what independent sources tell happened; what one tells is more likely than not; what is disputed is possible."""
MESSAGE_TYPES = {"match": "Alert", "promotion": "Update", "contested": "Update", "correction": "Update", "retraction": "Cancel"}

_HEADLINE_CHARS, _DESCRIPTION_CHARS, _VALUE_CHARS, _URL_CHARS = 160, 1500, 300, 500
"""160 is what CAP advises, for telephones; together they stay under the 20 kB of a webhook in any script."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def instant(at: datetime) -> str:
    """How does CAP write an instant? With an offset in figures, and -00:00 for UTC.

    >>> instant(datetime(2024, 5, 1, 12, 30, tzinfo=UTC))
    '2024-05-01T12:30:00-00:00'
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def cap_body(alert: Alert) -> bytes:
    """Which CAP message tells of this alert? The same alert, the same bytes.

    Its ``incidents`` holds the event's id, which ties an Update or Cancel to what came before: ``references`` would need the
    time of each earlier message, and an alert does not know it. Urgency is always Past: what is told has happened.
    """
    event = alert.event
    root = ET.Element("alert", xmlns=NAMESPACE)
    _add(root, "identifier", alert.alert_id)
    _add(root, "sender", SENDER)
    _add(root, "sent", instant(alert.raised_at))
    _add(root, "status", "Test" if alert.rule_id == "test" else "Actual")
    _add(root, "msgType", MESSAGE_TYPES[alert.reason])
    _add(root, "scope", "Public")
    _add(root, "incidents", alert.event_id)
    info = ET.SubElement(root, "info")
    _add(info, "language", "en")
    _add(info, "category", "Security")
    _add(info, "event", event.sub_event_type)
    _add(info, "urgency", "Past")
    _add(info, "severity", SEVERITIES[alert.severity])
    _add(info, "certainty", CERTAINTIES[event.corroboration])
    _add(info, "headline", clip(title(alert), _HEADLINE_CHARS))
    _add(info, "description", clip(event.notes or event.headline, _DESCRIPTION_CHARS))
    links = (source.url for source in event.sources if source.is_copy_of is None)
    web = next((url for url in links if url and url.startswith(("http://", "https://")) and len(url) <= _URL_CHARS), None)
    if web is not None:
        _add(info, "web", web)
    facts = {
        "rule": alert.rule_id,
        "level": alert.level,
        "revision": str(alert.revision),
        "type": event.event_type,
        "occurred": days(event),
        "killed": killed(event),
        "corroboration": event.corroboration,
        "admiralty": event.admiralty,
    }
    for name, value in facts.items():
        parameter = ET.SubElement(info, "parameter")
        _add(parameter, "valueName", name)
        _add(parameter, "value", clip(value, _VALUE_CHARS))
    place = event.place
    area = ET.SubElement(info, "area")
    _add(area, "areaDesc", clip(where(event), _VALUE_CHARS))
    if place is not None and place.lat_deg is not None and place.lon_deg is not None:
        _add(area, "circle", f"{round(place.lat_deg, 4)},{round(place.lon_deg, 4)} {round(place.radius_km or 0, 1)}")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub(" ", text)
