"""Claims: each of those who are quoted together makes a claim of its own."""

from __future__ import annotations

import pytest

from schemas.annotations import Attribution
from streams.enrichment.claims import voices_of
from tests.extraction.reading_of import read


def said(source: str) -> Attribution:
    return read(f"A bomb killed five people in Mosul, {source} said.").context.attributions[0]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("police and a UN official", ["Police of Iraq", "United Nations"]),
        ("police and hospital sources", ["Police of Iraq", "medics"]),
        ("the Ministry of Defence and Security", ["Ministry of Defence of Iraq"]),
        ("police", ["Police of Iraq"]),
    ],
)
def test_sources_quoted_together_are_claimants_each(source: str, names: list[str]) -> None:
    attribution = said(source)
    found = voices_of(attribution, "IQ")
    assert [one.claimant for one in found] == names
    for one in found:
        assert one.source is not None and attribution.source is not None
        assert (
            one.source.quote
            == attribution.source.quote[one.source.start_char - attribution.source.start_char :][: len(one.source.quote)]
        )
