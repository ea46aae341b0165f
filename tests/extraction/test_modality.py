from __future__ import annotations

import pytest

from tests.extraction.reading_of import read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rebels attacked the barracks on Monday.", "actual"),
        ("Rebels did not attack the barracks.", "negated"),
        ("Rebels threatened to attack the barracks.", "threatened"),
        ("Rebels plan to attack the barracks.", "planned"),
        ("Rebels could attack the barracks.", "hypothetical"),
        ("The army will attack the rebels.", "planned"),
        ("The army denied bombing the school.", "denied"),
        ("Rebels failed to capture the town of Gao.", "failed"),
        ("If rebels attack the barracks, soldiers will flee.", "hypothetical"),
    ],
)
def test_the_text_says_whether_it_happened(text: str, value: str) -> None:
    mention = read(text).mentions[0]
    assert mention.modality.value == value
    if value != "actual":
        assert mention.modality.cue is not None


def test_what_was_long_ago_is_background() -> None:
    mentions = read("Rebels seized the town of Gao in 2012.").mentions
    assert [mention.tense for mention in mentions] == ["background"]
