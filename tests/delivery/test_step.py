"""What does an endpoint get for an alert?"""

from __future__ import annotations

import doctest
import importlib
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.conflict_event import Claim, Source
from schemas.evidence import Filler
from streams.delivery import is_wanted, shape_alert
from streams.delivery.standard import CUTS, MAX_BYTES
from tests.delivery.builders import alert
from tests.web.builders import event


def standard(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(shape_alert(alert(**changes), "standard").body)
    return body


def sources(count: int) -> tuple[Source, ...]:
    return tuple(
        Source(article_id=f"a{n}", url=f"https://paper.example/{'x' * 80}/{n}", publisher="Wire", content_sha256="1" * 64)
        for n in range(count)
    )


def claims(count: int) -> tuple[Claim, ...]:
    return tuple(
        Claim(claim_id=f"c{n}", proposition="occurrence", claimant="x" * 100, article_id=f"a{n}") for n in range(count)
    )


def test_the_standard_shape_has_type_timestamp_and_data() -> None:
    body = standard()
    assert list(body) == ["type", "timestamp", "data"]
    assert (body["type"], body["timestamp"]) == ("alert.match", "2024-05-01T12:01:00Z")
    told = body["data"]
    assert (told["alert_id"], told["rule_id"], told["event"]["place"]["name"]) == ("alert-00001", "deadly_event", "Tamra")
    assert "provenance" not in told["event"]
    assert "cut" not in told


def test_the_message_id_is_the_alerts_id_and_the_same_alert_gives_the_same_bytes() -> None:
    first, second = shape_alert(alert(), "standard"), shape_alert(alert(), "standard")
    assert first.message_id == "alert-00001"
    assert first == second


def test_an_alert_that_is_too_large_loses_parts_in_the_stated_order_and_says_so() -> None:
    filler = Filler(raw="a rifle", kind="firearm", part="body", start_char=0, end_char=7, quote="a rifle")
    large = event(sources=sources(60), claims=claims(4), weapons=(filler,))
    told = standard(event=large)["data"]
    assert told["cut"] == ["event.weapons", "event.sources"]
    assert len(told["event"]["sources"]) == 10
    assert len(told["event"]["claims"]) == 4


def test_an_event_that_is_all_too_large_is_left_out_and_the_ids_stay() -> None:
    actors = tuple(event().actors[0].model_copy(update={"raw": "x" * 3000, "actor_id": f"a{n}"}) for n in range(10))
    body = standard(event=event(actors=actors, headline="h" * 5000), headline="ه" * 12_000, level="l" * 500)
    told = body["data"]
    assert told["event"] is None
    assert told["headline"] == "ه" * 300
    assert told["level"] == "l" * 500
    assert told["cut"][-2:] == ["event", "headline"]
    assert (told["alert_id"], told["event_id"]) == ("alert-00001", "event-00001")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 200), st.integers(0, 200), st.text(max_size=9000), st.text(max_size=9000), st.text(min_size=1, max_size=300)
)
def test_no_payload_is_larger_than_the_specification_advises(n: int, m: int, notes: str, headline: str, level: str) -> None:
    told = event(sources=sources(n), claims=claims(m), notes=notes, headline=headline)
    made = alert(event=told, headline=headline, level=level)
    for shape in ("standard", "slack"):
        body = shape_alert(made, shape).body  # type: ignore[arg-type]
        assert len(body) <= MAX_BYTES
        orjson.loads(body)
    assert orjson.loads(shape_alert(made, "standard").body)["data"]["alert_id"] == made.alert_id


def test_no_cut_touches_an_id() -> None:
    assert not [path for path, _ in CUTS if path.endswith("_id")]


def test_ids_that_no_payload_can_hold_are_an_error() -> None:
    with pytest.raises(ValueError, match="20,000 may be sent"):
        shape_alert(alert(rule_id="r" * 30_000), "standard")


def test_slack_gets_text_and_blocks_escaped_as_it_wants() -> None:
    told = event(headline="Nine killed in <!channel> & Tamra", notes="On that day <https://evil.example|shells> hit.")
    body = orjson.loads(shape_alert(alert(event=told, headline=told.headline), "slack").body)
    assert body["text"] == "Nine killed in &lt;!channel&gt; &amp; Tamra"
    written = orjson.dumps(body["blocks"]).decode()
    assert "<!channel>" not in written
    assert "<https://evil" not in written
    assert "<https://paper.example/tamra|Desert Wire>" in written
    assert "at least 14" in written


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://x.example/a|b>c<d", "https://x.example/" + "y" * 600],
    ids=["script", "marks", "long"],
)
def test_slack_gets_no_link_that_says_something_else(url: str) -> None:
    source = event().sources[0].model_copy(update={"url": url})
    written = shape_alert(alert(event=event(sources=(source,))), "slack").body.decode()
    assert "javascript" not in written
    assert "a|b>c" not in written
    assert "yyyy" not in written


@pytest.mark.parametrize(("reason", "word"), [("promotion", "Graver"), ("retraction", "Withdrawn"), ("contested", "Contested")])
def test_slack_says_why_it_is_told_again(reason: Any, word: str) -> None:
    assert orjson.loads(shape_alert(alert(reason=reason), "slack").body)["text"].startswith(f"{word}: ")


def test_an_endpoint_gets_the_rules_and_severities_that_it_names() -> None:
    assert is_wanted(alert(), (), 0)
    assert is_wanted(alert(), ("deadly_event",), 3)
    assert not is_wanted(alert(), ("other",), 0)
    assert not is_wanted(alert(), (), 4)
    assert not is_wanted(alert(is_held_back=True), (), 0)


@pytest.mark.parametrize("reason", ["correction", "retraction"])
def test_a_withdrawal_is_wanted_whatever_severity_is_left(reason: Any) -> None:
    assert is_wanted(alert(reason=reason, severity=0), (), 5)


@pytest.mark.parametrize("name", ["addresses", "answers", "cap", "settled", "signing", "slack", "wording"])
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"streams.delivery.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
