"""Articles whole in upper case, headlines in title case and transcripts without capitals are read like any other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from schemas import ConflictEvent
from tests.evaluation.measure import events_of, reports
from tests.extraction.reading_of import read

SMALL_WORDS = frozenset(["in", "of", "the", "a", "an", "and", "by", "at", "on", "to", "for", "near", "with", "from"])


def in_title_case(text: str) -> str:
    def word(match: re.Match[str]) -> str:
        found = match.group()
        return found if found.lower() in SMALL_WORDS and match.start() else found[0].upper() + found[1:]

    return re.sub(r"[A-Za-z][\w'’-]*", word, text)


def told(event: ConflictEvent | None) -> tuple[object, ...]:
    if event is None:
        return ()
    return event.sub_event_type, event.occurred.best_date, event.fatalities.acled_value, event.place and event.place.country


@pytest.mark.parametrize("written", [str.upper, str.lower, in_title_case], ids=["upper case", "lower case", "title case"])
def test_the_case_of_a_report_changes_little(written: Callable[[str], str]) -> None:
    chosen = list(enumerate(reports()))[::4]
    pairs = [
        tuple(told(next(iter(events_of(text, row["published"], number)), None)) for text in (row["text"], written(row["text"])))
        for number, row in chosen
    ]
    same = sum(one == other for one, other in pairs)
    assert same >= 0.9 * len(pairs), [pair for pair in pairs if pair[0] != pair[1]]


def test_a_transcript_is_quoted_in_its_own_letters() -> None:
    found = read("fighters of m23 killed two soldiers near goma on monday. residents fled to kigali.")
    assert [toponym.quote for toponym in found.context.toponyms] == ["goma", "kigali"]
    assert [time.quote for time in found.context.times] == ["monday"]
    assert len(found.context.sentences) == 2
