"""What linking decodes of a record is what stands there, and a record that is not ours is decoded as a whole."""

from __future__ import annotations

from typing import Any

import msgspec
import orjson
import pytest

from schemas.annotations import PlaceCandidate
from schemas.codec import DecodeError, encode
from schemas.enriched_article import EnrichedArticle
from schemas.evidence import Filler
from streams.linking.slim import slim
from streams.routing import Record, encoded, outgoing
from tests.linking.builders import actor, article, mention, place


def told() -> EnrichedArticle:
    spot = PlaceCandidate(name="Harwa", country="SY", admin1="North", lat_deg=14.1, lon_deg=13.0, feature="PPL", score=0.4)
    gun = Filler(part="body", start_char=0, end_char=5, quote="rifle", raw="rifle", kind="firearm")
    one = mention(
        actors=(actor("Harwa Front", "actor1", 2),),
        wording=("harwa", "quillor"),
        place=place("Harwa").model_copy(update={"candidates": (spot,)}),
        weapons=(gun,),
    )
    return article("one", one, mention("b", day=None, town=None, killed=None), title="Three killed", byline="A. Reporter")


def assert_within(part: Any, whole: Any, path: str = "") -> None:
    if isinstance(part, dict):
        for name, value in part.items():
            assert name in whole or value in (None, 0), f"{path}.{name} is no field of the message"
            assert_within(value, whole.get(name, value), f"{path}.{name}")
    elif isinstance(part, list):
        assert len(part) == len(whole), path
        for number, (value, other) in enumerate(zip(part, whole, strict=True)):
            assert_within(value, other, f"{path}[{number}]")
    else:
        assert part == whole, path


def test_what_is_decoded_is_what_stands_there() -> None:
    value = encode(told())
    assert_within(orjson.loads(msgspec.json.encode(slim(value))), orjson.loads(value))


@pytest.mark.parametrize("value", [b"", b"{", b"\xff", b"[]", encode(told()).replace(b'"levant"', b'"atlantis"')])
def test_what_is_no_record_is_refused(value: bytes) -> None:
    with pytest.raises(DecodeError):
        slim(value)


def record_of(value: bytes, headers: list[tuple[str, bytes]]) -> Record:
    return Record("mentions.enriched", 0, 0, b"one", value, 0, tuple(headers))


def test_a_record_of_our_own_is_taken_as_it_is_and_another_one_is_decoded() -> None:
    sent = outgoing(told())
    assert sent.value is not None
    assert encoded(EnrichedArticle, record_of(sent.value, sent.headers)) is sent.value
    framed = record_of(b"\0\0\0\0\7" + sent.value, sent.headers)
    assert encoded(EnrichedArticle, framed) == sent.value
    spaced = record_of(orjson.dumps(orjson.loads(sent.value), option=orjson.OPT_INDENT_2), sent.headers)
    assert encoded(EnrichedArticle, spaced) == sent.value
    changed = sent.value.replace(b'"claim_id"', b'"claim_no"')
    assert slim(changed) == slim(sent.value), "what linking reads does not tell"
    with pytest.raises(DecodeError):
        encoded(EnrichedArticle, record_of(changed, sent.headers))
