"""Lists: each item tells of its own place, with its own toll."""

from __future__ import annotations

from schemas import ConflictEvent
from tests.evaluation.measure import events_of

REPORT = """Daily report, 22 October 2021
- Ariha: four shells hit the market, 3 killed and 12 wounded.
- Saraqib. A family of five was killed in an air strike on a house.
- Binnish: a woman was wounded by a mortar shell.
"""


def found_in(text: str) -> dict[str | None, ConflictEvent]:
    return {event.place.raw if event.place else None: event for event in events_of(text, "2021-10-23", 0)}


def test_each_item_is_an_event_of_its_own() -> None:
    found = found_in(REPORT)
    assert set(found) == {"Ariha", "Saraqib", "Binnish"}
    assert [found[name].fatalities.acled_value for name in ("Ariha", "Saraqib", "Binnish")] == [3, 5, 0]
    assert {str(event.occurred.best_date) for event in found.values()} == {"2021-10-22"}


def test_items_without_places_tell_of_one_event() -> None:
    found = found_in("Shelling of Kherson on 22 October:\n- 2 killed\n- 5 wounded\n- 3 houses damaged\n")
    assert list(found) == ["Kherson"]
    assert found["Kherson"].fatalities.acled_value == 2


def test_names_below_a_label_are_counted() -> None:
    text = "Bombing of a house west of Rafah on 22 October. The names of the martyrs:\n• Omar Zan\n• Asma Zan\n• Yara Zan\n"
    assert [event.fatalities.acled_value for event in events_of(text, "2021-10-23", 0)] == [3]


def test_other_means_in_another_town_are_another_event() -> None:
    text = "An air strike on Saraqib killed two civilians on 22 October. In Ariha, artillery shelling killed four people."
    found = found_in(text)
    assert {name: event.fatalities.acled_value for name, event in found.items()} == {"Saraqib": 2, "Ariha": 4}
