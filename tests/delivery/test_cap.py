"""CAP 1.2: the elements in their order, the values that the specification lists, text that is XML whatever an article says."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.conflict_event import Place
from streams.delivery import shape_alert
from streams.delivery.standard import MAX_BYTES
from tests.delivery.builders import alert
from tests.web.builders import event

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ALERT = "identifier sender sent status msgType source? scope restriction? addresses? code* note? references? incidents? info*"
INFO = (
    "language? category+ event responseType* urgency severity certainty audience? eventCode* effective? onset? expires?"
    " senderName? headline? description? instruction? web? contact? parameter* resource* area*"
)
AREA = "areaDesc polygon* circle* geocode* altitude? ceiling?"
LISTED = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"},
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}
"""The order and number of elements, and the words for some, by the specification's section 3.2."""


def check(element: ET.Element, order: str) -> None:
    pattern = "".join(
        f"(?:{name} ){name_and_mark[len(name) :]}" for name_and_mark in order.split() for name in [_name(name_and_mark)]
    )
    found = "".join(child.tag.removeprefix(CAP) + " " for child in element)
    assert re.fullmatch(pattern, found), found


def _name(name_and_mark: str) -> str:
    return name_and_mark.rstrip("?*+")


def sound(body: bytes) -> ET.Element:
    """The message, after a look at its structure."""
    root = ET.fromstring(body)
    assert root.tag == f"{CAP}alert"
    check(root, ALERT)
    for info in root.iter(f"{CAP}info"):
        check(info, INFO)
        for area in info.iter(f"{CAP}area"):
            check(area, AREA)
    for name, words in LISTED.items():
        assert {found.text for found in root.iter(f"{CAP}{name}")} <= words
    for name in ("identifier", "sender"):
        assert not re.search(r"[\s,<&]", text(root, name))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", text(root, "sent"))
    for circle in root.iter(f"{CAP}circle"):
        assert re.fullmatch(r"-?[\d.]+,-?[\d.]+ [\d.]+", circle.text or "")
    return root


def text(root: ET.Element, name: str) -> str:
    found = next(root.iter(f"{CAP}{name}"))
    return found.text or ""


def cap(**changes: Any) -> ET.Element:
    delivery = shape_alert(alert(**changes), "cap")
    assert delivery.content_type == "application/cap+xml"
    return sound(delivery.body)


def test_an_alert_is_a_message_with_its_event_place_and_severity() -> None:
    root = cap()
    told = {
        name: text(root, name)
        for name in (
            "identifier",
            "sent",
            "msgType",
            "incidents",
            "event",
            "severity",
            "certainty",
            "areaDesc",
            "circle",
            "web",
        )
    }
    assert told == {
        "identifier": "alert-00001",
        "sent": "2024-05-01T12:01:00-00:00",
        "msgType": "Alert",
        "incidents": "event-00001",
        "event": "Shelling/artillery/missile attack",
        "severity": "Severe",
        "certainty": "Likely",
        "areaDesc": "Tamra, North Darfur, SD",
        "circle": "13.6,25.3 0",
        "web": "https://paper.example/tamra",
    }
    parameters = {pair[0].text: pair[1].text for pair in root.iter(f"{CAP}parameter")}
    assert (parameters["killed"], parameters["occurred"]) == ("at least 14", "2024-05-02")


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("match", "Alert"), ("promotion", "Update"), ("contested", "Update"), ("correction", "Update"), ("retraction", "Cancel")],
)
def test_what_is_told_again_updates_or_cancels(reason: Any, kind: str) -> None:
    assert text(cap(reason=reason), "msgType") == kind


def test_a_country_alone_has_no_circle_and_no_place_says_so() -> None:
    assert not list(cap(event=event(place=Place(name="Sudan", raw="Sudan", country="SD"))).iter(f"{CAP}circle"))
    assert text(cap(event=event(place=None)), "areaDesc") == "no place given"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=9000), st.text(max_size=9000), st.integers(0, 5))
def test_whatever_an_article_says_it_is_xml_and_small_enough(notes: str, headline: str, severity: int) -> None:
    made = alert(event=event(notes=notes, headline=headline), headline=headline, severity=severity)
    body = shape_alert(made, "cap").body
    sound(body)
    assert len(body) <= MAX_BYTES


def test_it_stays_small_in_a_script_of_long_letters_and_with_text_that_is_escaped() -> None:
    for letter in ("𒀀", "&"):
        made = alert(event=event(notes=letter * 9000), headline=letter * 9000, level=letter * 9000)
        assert len(shape_alert(made, "cap").body) <= MAX_BYTES
