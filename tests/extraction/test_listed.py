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
