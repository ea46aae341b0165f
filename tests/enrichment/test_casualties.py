"""Casualties: one figure an event from all that an article says of it."""

from __future__ import annotations

import pytest

from schemas.annotations import FigureMention
from schemas.codes import FigureKind
from streams.enrichment.casualties import single_value, sum_fatalities, sum_figures


def figure(
    start: int, best: int | None = None, *, low: int | None = None, high: int | None = None, kind: FigureKind = "killed",
    who_class: str | None = "people", quote: str = "people were killed", vague: str = "", is_total: bool = True,
    is_cumulative: bool = False, shared_by: int = 1, rule_id: str = "number", title: bool = False,
) -> FigureMention:  # fmt: skip
    return FigureMention(
        part="title" if title else "body", start_char=start, end_char=start + len(quote), quote=quote, best=best, low=low,
        high=high, kind=kind, who_class=who_class, is_vague=bool(vague), rule_id=f"vague:{vague}" if vague else rule_id,
        is_total=is_total, is_cumulative=is_cumulative, shared_by=shared_by,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (figure(0, 7), 7),
        (figure(0, low=12), 12),
        (figure(0, high=300), 300),
        (figure(0, low=50, high=100), 50),
        (figure(0, low=24, vague="dozens"), 12),
        (figure(0, low=3, vague="several"), 3),
        (figure(0, low=3, vague="bare plural"), 3),
        (figure(0, low=200, vague="hundreds"), 100),
    ],
)
def test_one_number_stands_for_a_figure(one: FigureMention, value: int) -> None:
    assert single_value(one) == value
    assert sum_fatalities([one]).acled_value == value


def test_no_mention_is_none_killed_and_says_so() -> None:
    found = sum_fatalities([])
    assert (found.acled_value, found.best, found.derivation) == (0, None, "no_mention")


def test_an_upper_bound_leaves_low_and_best_unknown() -> None:
    found = sum_fatalities([figure(0, high=300)])
    assert (found.low, found.best, found.high, found.derivation) == (None, None, 300, "upper_bound")


def test_different_people_are_added() -> None:
    found = sum_fatalities([figure(0, 2, who_class="military"), figure(50, 3, who_class="fighters")])
    assert (found.acled_value, found.derivation) == (5, "sum_of_groups")


def test_the_same_toll_twice_counts_once() -> None:
    assert sum_fatalities([figure(0, 12), figure(80, 12, who_class="civilians")]).acled_value == 12


def test_of_conflicting_reports_the_lower_holds() -> None:
    assert sum_fatalities([figure(0, 3, who_class="military"), figure(90, 15, who_class="military")]).acled_value == 3


def test_parts_are_not_added_to_their_total() -> None:
    assert sum_fatalities([figure(0, 12), figure(0, 3, who_class="children", is_total=False)]).acled_value == 12


def test_another_group_is_added() -> None:
    assert sum_fatalities([figure(0, 4), figure(60, 2, quote="another two people were killed")]).acled_value == 6


def test_a_toll_stands_for_the_whole() -> None:
    assert sum_fatalities([figure(0, 4), figure(60, 14, rule_id="toll")]).acled_value == 14


def test_a_running_total_is_left_out() -> None:
    assert sum_fatalities([figure(0, 4), figure(60, 40, is_cumulative=True, rule_id="toll")]).acled_value == 4


def test_a_toll_over_several_events_is_split() -> None:
    found = sum_fatalities([figure(0, 20, shared_by=3)])
    assert (found.acled_value, found.derivation) == (7, "split_over_events")


def test_what_mostly_kills_counts_where_nothing_else_is_told() -> None:
    shot = figure(0, high=2, rule_id="mortal", quote="shot two men")
    assert (sum_fatalities([shot]).acled_value, sum_fatalities([shot]).best) == (2, None)
    assert sum_fatalities([shot, figure(30, 1, quote="one man died")]).acled_value == 1
    assert sum_fatalities([shot, figure(30, 2, kind="injured", quote="both were wounded")]).acled_value == 0


def test_who_dies_later_is_added() -> None:
    later = figure(40, 1, quote="one man succumbed")
    assert sum_fatalities([figure(0, 3), later]).acled_value == 4


def test_those_that_add_up_to_the_first_are_its_parts() -> None:
    first = figure(0, 8, who_class="military", quote="killed eight soldiers")
    parts = [figure(40, 4, who_class="military"), figure(80, 4, who_class="military", quote="four others died")]
    assert sum_fatalities([first, *parts]).acled_value == 8


def test_more_attackers_than_people_before_are_no_part_of_them() -> None:
    assert sum_fatalities([figure(0, 1), figure(40, 3, who_class="attackers")]).acled_value == 4


def test_a_toll_of_days_is_split_for_acled_alone() -> None:
    toll = figure(0, 10).model_copy(update={"days": 4})
    found = sum_fatalities([toll])
    assert (found.acled_value, found.best, found.derivation) == (3, 10, "split_over_days")


def test_captives_who_were_executed_are_as_many_as_were_taken() -> None:
    taken = figure(0, 16, kind="captured", quote="kidnapped 16 men")
    executed = figure(60, low=1, rule_id="reference", quote="The captives were executed")
    assert sum_fatalities([taken, executed]).acled_value == 16


def test_the_body_speaks_before_the_title() -> None:
    assert sum_fatalities([figure(0, 10, title=True), figure(0, 12)]).acled_value == 12
    assert sum_fatalities([figure(0, 10, title=True)]).acled_value == 10


def test_the_number_of_the_title_holds_where_the_body_is_vague() -> None:
    assert sum_fatalities([figure(0, 65, title=True), figure(0, low=24, vague="dozens")]).acled_value == 65


def test_civilians_have_a_side_of_their_own() -> None:
    found = sum_fatalities([figure(0, 2, who_class="civilians"), figure(50, 3, who_class="fighters")])
    assert (found.by_side.civilian, found.by_side.unknown) == (2, 3)


def test_kinds_are_counted_apart() -> None:
    figures = [figure(0, 2), figure(40, 5, kind="injured")]
    injured = sum_figures(figures, "injured")
    assert injured is not None
    assert (injured.best, sum_figures(figures, "captured")) == (5, None)


def test_the_body_repeats_the_headlines_number_and_that_is_the_whole() -> None:
    title = figure(0, 25, quote="kills 25 civilians", title=True)
    body = [
        figure(0, low=25, quote="At least 25 civilians killed"),
        figure(300, 50, who_class="fighters", quote="killed 50 rebels"),
    ]
    found = sum_fatalities([title, *body])
    assert (found.low, found.acled_value, found.derivation) == (25, 25, "headline")


def test_a_headline_beyond_what_the_body_counts_is_the_whole() -> None:
    title = figure(0, 30, quote="30 fighters killed", who_class="fighters", title=True)
    assert sum_fatalities([title, figure(400, 3, quote="lost three fighters")]).acled_value == 30
    assert sum_fatalities([figure(0, 10, title=True), figure(40, 12)]).acled_value == 12


def test_what_is_printed_twice_is_not_added_though_it_speaks_of_others() -> None:
    said = "his son and 20 other fighters were killed"
    assert sum_fatalities([figure(0, 20, quote=said), figure(200, 20, quote=said)]).acled_value == 20


def test_others_far_off_are_of_something_else() -> None:
    near = [figure(0, 10), figure(200, 4, quote="another four people died")]
    far = [figure(0, 10), figure(900, 4, quote="another four people died")]
    assert (sum_fatalities(near).acled_value, sum_fatalities(far).acled_value) == (14, 10)


def test_children_told_as_a_part_are_the_civilians_of_a_toll() -> None:
    toll = (
        figure(0, 40),
        figure(0, 16, who_class="children", is_total=False),
        figure(90, 3, who_class="children", is_total=False),
    )
    sides = sum_fatalities(toll).by_side
    assert (sides.civilian, sides.unknown) == (16, 24)


def test_soldiers_are_no_civilians_for_the_women_among_them() -> None:
    toll = figure(0, 5, who_class="military"), figure(0, 2, who_class="civilians", is_total=False)
    assert sum_fatalities(toll).by_side.civilian is None
