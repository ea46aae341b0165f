"""A report of twenty pages is read to its end, at a cost in proportion to its length."""

from __future__ import annotations

import time

from streams.enrichment import enrich_mentions
from streams.extraction import extract_mentions
from tests.evaluation.measure import QUIET, lines_of
from tests.extraction.reading_of import clean

PAGE_WORDS = 500


def report(pages: int) -> str:
    """Pages of other news with an event on each, in a town of its own kind of day."""
    other = lines_of(QUIET)
    paragraphs: list[str] = []
    for page in range(pages):
        day = page % 27 + 1
        paragraphs.append(f"On {day} May 2023, gunmen attacked a convoy near Gao, Mali, and killed {page + 2} soldiers.")
        count = 0
        while count < PAGE_WORDS:
            text = other[(page * 7 + len(paragraphs)) % len(other)]
            paragraphs.append(text)
            count += len(text.split())
    return "\n\n".join(paragraphs)


def seconds(pages: int) -> float:
    article = clean(report(pages))
    begin = time.process_time()
    enrich_mentions(extract_mentions(article))
    return time.process_time() - begin


def test_a_report_of_twenty_pages_is_read_to_its_end() -> None:
    mentions = extract_mentions(clean(report(20))).mentions
    tolls = {figure.best for mention in mentions for figure in mention.figures if figure.kind == "killed"}
    assert set(range(2, 22)) <= tolls


def test_a_page_of_a_long_report_costs_little_more_than_a_page_of_a_short_one() -> None:
    seconds(1)
    assert seconds(20) / 20 < 3 * seconds(4) / 4


def test_a_report_that_tells_of_fighting_in_every_sentence_costs_in_proportion() -> None:
    """Nothing but triggers, figures, places and speakers: what an event is set against must not be the whole article."""

    def seconds_of(sentences: int) -> float:
        towns = ("Azaz", "Marib", "Douentza", "Menaka", "Bunia", "Taiz")
        told = (
            f"Gunmen attacked a post near {towns[n % 6]}, killing {n % 50 + 2} soldiers, the army said on Monday."
            + ("\n\n" if n % 5 == 4 else " ")
            for n in range(sentences)
        )
        article = clean("".join(told))
        begin = time.process_time()
        enrich_mentions(extract_mentions(article))
        return time.process_time() - begin

    seconds_of(20)
    assert seconds_of(1200) / 1200 < 2 * seconds_of(300) / 300
