"""Hashtags: what they name is named."""

from __future__ import annotations

from tests.extraction.reading_of import read


def test_a_hashtag_names_a_place() -> None:
    found = read("Warplanes bombed a house in the village of #Deir_Ezzor today.")
    assert [one.candidates[0].country for one in found.context.toponyms] == ["SY"]
    assert found.context.toponyms[0].quote == "Deir_Ezzor"


def test_a_number_sign_is_no_hashtag() -> None:
    assert [one.quote for one in read("Troops hit checkpoint #4 near Aleppo.").context.toponyms] == ["Aleppo"]
