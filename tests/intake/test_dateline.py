from __future__ import annotations

import pytest

from streams.intake.dateline import find_dateline


@pytest.mark.parametrize(
    ("body", "place", "day", "agency"),
    [
        ("BOR, South Sudan, Jan. 4 (Reuters) - Two died.", "BOR, South Sudan", "Jan. 4", "Reuters"),
        ("GOMA (AP) — Two died.", "GOMA", None, "Associated Press"),
        ("GOMA, Congo (AP) _ Two died.", "GOMA, Congo", None, "Associated Press"),
        ("TRIPOLI, 3 MAR 90 (AFP) -- [TEXT] TWO DIED.", "TRIPOLI", "3 MAR 90", "AFP"),
        ("LIMA (PERU), 16 SEP 89 (PANAMERICANA) -- [TEXT] TWO DIED.", "LIMA", "16 SEP 89", "PANAMERICANA"),
        ("MINGORA: Two men died.", "MINGORA", None, None),
        ("Hasakah, SANA – Two died.", "Hasakah", None, "SANA"),
        ("Bamako, 5 May (IRIN) - Two died.", "Bamako", "5 May", "IRIN"),
        ("NAIROBI, Aug. 2 /Xinhua/ -- Two died.", "NAIROBI", "Aug. 2", "Xinhua"),
        ("(Reuters) - Two died.", None, None, "Reuters"),
        ("JOS, Nigeria — Two died.", "JOS, Nigeria", None, None),
    ],
)
def test_datelines_are_read(body: str, place: str | None, day: str | None, agency: str | None) -> None:
    found = find_dateline(body, (0,))
    assert found is not None
    assert (found.place, found.day, found.agency) == (place, day, agency)
    assert found.quote == body[found.start_char : found.end_char]


@pytest.mark.parametrize(
    "body",
    [
        "Officials: two died.",
        "The army - once strong - has fallen.",
        "Rebels (about forty) attacked.",
        "Fighting in Goma killed two people (three were hurt).",
        "Two men died in Jos, Nigeria - the army said.",
    ],
)
def test_sentences_are_no_datelines(body: str) -> None:
    assert find_dateline(body, (0,)) is None
