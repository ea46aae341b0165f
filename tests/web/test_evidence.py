from __future__ import annotations

from schemas.conflict_event import Provenance
from streams.web.evidence import evidence_of
from tests.web.builders import SENTENCE, event


def origin(field: str, start: int, quote: str, part: str = "title") -> Provenance:
    return Provenance(
        field=field,
        article_id="article-1",
        part=part,
        start_char=start,
        end_char=start + len(quote),
        quote=quote,
        text_sha256="0" * 64,
        rule_id="r",
    )


def test_a_phrase_inside_a_quoted_sentence_is_a_mark_in_it() -> None:
    (passage,) = evidence_of(event())
    assert passage["text"] == SENTENCE
    assert [SENTENCE[mark["start_char"] : mark["end_char"]] for mark in passage["marks"]] == ["at least 14"]
    assert passage["fields"] == ["claim: casualties", "fatalities"]


def test_phrases_of_one_title_are_one_passage_with_what_is_not_quoted_left_out() -> None:
    title = "Shells kill 14 in the market of Tamra"
    quoted = [
        (field, title.index(words), words) for field, words in (("type", "Shells"), ("toll", "kill 14"), ("place", "Tamra"))
    ]
    provenance = tuple(origin(*one) for one in quoted)
    (passage,) = evidence_of(event(provenance=provenance, claims=()))
    assert passage["text"] == "Shells kill 14 … Tamra"
    marks = [passage["text"][mark["start_char"] : mark["end_char"]] for mark in passage["marks"]]
    assert marks == ["Shells", "kill 14", "Tamra"]


def test_the_sentence_that_tells_the_event_holds_its_phrases_and_is_no_mark() -> None:
    title = "Shells kill 14 in the market of Tamra"
    provenance = (origin("event", 0, title), origin("fatalities", title.index("kill 14"), "kill 14"))
    (passage,) = evidence_of(event(provenance=provenance, claims=()))
    assert passage["text"] == title
    assert passage["fields"] == ["fatalities"]
    assert [title[mark["start_char"] : mark["end_char"]] for mark in passage["marks"]] == ["kill 14"]


def test_phrases_that_overlap_are_told_once() -> None:
    provenance = (origin("targets", 0, "the market of"), origin("place", 4, "market of Tamra"))
    (passage,) = evidence_of(event(provenance=provenance, claims=()))
    assert passage["text"] == "the market of Tamra"
    assert [mark["fields"] for mark in passage["marks"]] == [["targets"], ["place"]]
