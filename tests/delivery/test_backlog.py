"""Which alert is sent next, and up to where is everything settled?"""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.delivery import Backlog, Health
from streams.delivery.backlog import DOWN_AFTER
from streams.delivery.settled import MOST_CHARS, read_settled


def filled(*chains: str) -> Backlog[int]:
    backlog: Backlog[int] = Backlog()
    for offset, chain in enumerate(chains):
        backlog.add(0, offset, chain, offset, 0.0)
    return backlog


def test_alerts_of_one_event_go_one_after_the_other_and_others_beside_them() -> None:
    backlog = filled("e1", "e1", "e2")
    first, other = backlog.next(0), backlog.next(0)
    assert first is not None
    assert other is not None
    assert (first.item, other.item) == (0, 2)
    assert backlog.next(0) is None
    backlog.settle(first, 0)
    second = backlog.next(0)
    assert second is not None
    assert second.item == 1


def test_a_position_is_the_first_that_is_not_settled() -> None:
    backlog = filled("e1", "e2", "e3")
    one, two, three = (backlog.next(0) for _ in range(3))
    assert one and two and three
    backlog.settle(two, 0)
    backlog.settle(three, 0)
    assert backlog.positions() == {0: 0}
    backlog.settle(one, 0)
    assert backlog.positions() == {0: 3}
    assert len(backlog) == 0


def test_what_failed_waits_and_holds_back_its_own_event_only() -> None:
    backlog = filled("e1", "e1", "e2")
    first = backlog.next(0)
    assert first is not None
    backlog.postpone(first, 5.0)
    other = backlog.next(1)
    assert other is not None
    assert other.item == 2
    assert backlog.next(4.9) is None
    assert backlog.due_at() == 5.0
    assert backlog.next(5.0) is first


def test_a_record_that_is_not_wanted_moves_the_position() -> None:
    backlog: Backlog[int] = Backlog()
    backlog.skip(3, 40)
    assert backlog.positions() == {3: 41}


def test_a_partition_that_was_taken_away_is_forgotten_and_late_answers_change_nothing() -> None:
    backlog = filled("e1", "e2")
    first = backlog.next(0)
    assert first is not None
    backlog.drop(lambda _: False)
    assert (len(backlog), backlog.positions(), backlog.next(0)) == (0, {}, None)
    backlog.add(0, 0, "e1", 0, 1.0)
    backlog.settle(first, 1.0)
    backlog.postpone(first, 0.0)
    assert (len(backlog), backlog.positions()) == (1, {0: 0})
    again = backlog.next(1.0)
    assert again is not None
    assert again is not first
    assert backlog.next(9.0) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=40), st.integers(0, 1000))
def test_whatever_fails_every_alert_goes_out_in_its_events_order_and_no_position_passes_one(
    chains: list[str], seed: int
) -> None:
    chance = random.Random(seed)
    backlog = filled(*chains)
    out: list[int] = []
    running = []
    now = 0.0
    while len(backlog):
        now += 1.0
        while len(running) < 4 and (pending := backlog.next(now)) is not None:
            running.append(pending)
        if running:
            pending = running.pop(chance.randrange(len(running)))
            if chance.random() < 0.4:
                backlog.postpone(pending, now + chance.randrange(5))
            else:
                out.append(pending.item)
                backlog.settle(pending, now)
        (position,) = backlog.positions().values()
        assert set(range(position)) <= set(out)
    assert sorted(out) == list(range(len(chains)))
    for chain in set(chains):
        sent = [number for number in out if chains[number] == chain]
        assert sent == sorted(sent)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sets(st.integers(0, 29)), min_size=1, max_size=3), st.integers(0, 10))
def test_readers_after_one_another_settle_every_alert_once(rounds: list[set[int]], read: int) -> None:
    """Each reads on from the place and the note that the one before left, and is killed when it has settled some."""
    sent: list[int] = []
    place, note = 100, ""
    for number, accepted in enumerate((*rounds, set(range(30)))):
        backlog: Backlog[int] = Backlog()
        backlog.begin(0, place, note)
        for offset in range(place, 130 if number == len(rounds) else min(place + 10 * (number + 1) + read, 130)):
            if backlog.is_settled(0, offset):
                backlog.skip(0, offset)
            else:
                backlog.add(0, offset, str(offset), offset, 0.0)
        while (pending := backlog.next(0.0)) is not None:
            if pending.item - 100 in accepted:
                sent.append(pending.item)
                backlog.settle(pending, 0.0)
        place, note = backlog.positions()[0], backlog.notes()[0]
    assert sorted(sent) == list(range(100, 130))
    assert (place, note) == (130, "")


def test_a_note_stays_under_what_kafka_takes_and_what_is_cut_off_is_sent_again() -> None:
    backlog: Backlog[int] = Backlog()
    for offset in range(4_000):
        backlog.add(0, offset, str(offset), offset, 0.0)
    while (pending := backlog.next(0.0)) is not None:
        if pending.item % 2:
            backlog.settle(pending, 0.0)
    (note,) = backlog.notes().values()
    assert len(note) <= MOST_CHARS
    known = list(read_settled(0, note))
    assert len(known) > 900
    assert all(len(run) == 1 and run.start % 2 for run in known)


def test_a_note_on_a_topic_that_was_made_anew_since_settles_nothing() -> None:
    backlog: Backlog[int] = Backlog()
    backlog.begin(0, 50, "1,5")
    assert not backlog.is_settled(0, 0)
    backlog.skip(0, 0)
    assert not backlog.is_settled(0, 51)
    assert backlog.positions() == {0: 1}


def test_a_note_that_is_not_ours_settles_nothing() -> None:
    backlog: Backlog[int] = Backlog()
    backlog.begin(0, 7, "committed by hand")
    assert not backlog.is_settled(0, 7)
    assert backlog.positions() == {0: 7}


def test_an_endpoint_that_is_down_is_asked_by_one_at_a_time_and_ever_more_rarely() -> None:
    health = Health(most=8)
    for _ in range(DOWN_AFTER - 1):
        health.failed(0.0, 0.0, None)
    assert (health.at_once, health.not_before) == (8, 0.0)
    waits = []
    now = 0.0
    for _ in range(8):
        for _ in range(8):  # those that were under way fail too, and change nothing
            health.failed(now, 0.0, None)
        waits.append(health.not_before - now)
        now = health.not_before
    assert health.at_once == 1
    assert waits == [1, 2, 4, 8, 15, 15, 15, 15]
    health.accepted()
    assert (health.at_once, health.pauses) == (8, 0)


def test_what_a_receiver_asks_for_holds_for_every_alert() -> None:
    health = Health(most=8)
    health.failed(100.0, 0.5, 30.0)
    health.failed(101.0, 0.5, 5.0)
    health.accepted()
    assert health.not_before == 130.0
