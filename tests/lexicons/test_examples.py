"""Every row of every table proves itself: by an example that a test runs, or its table is a list that needs none, and why."""

from __future__ import annotations

import re
from datetime import date

import pytest

from schemas.clean_article import CleanArticle
from streams.extraction import annotate_article
from streams.extraction.article_reader import read_article_text
from streams.extraction.fillers import HeadWordRow
from streams.extraction.modality import ModalityRow, read_modality
from streams.extraction.quantities import find_quantities
from streams.extraction.sentences import AbbreviationRow, split_sentences
from streams.extraction.tense import TenseRow, tense_of
from streams.extraction.time_grammar import TimeWord
from streams.extraction.times import find_times
from streams.lexicons.actions import ActionRow
from streams.lexicons.cues import Cue, cues
from streams.lexicons.figures import PeopleNoun, number_bounds
from streams.lexicons.load import DATA, read_table
from tests.extraction.reading_of import clean

LISTS = {
    "actor_defaults": "who a description means in a country at a time: dated facts, read in tests/enrichment",
    "actor_modifiers": "words that may stand before a description and say nothing by themselves",
    "admin1": "codes and names of provinces, as GeoNames has them",
    "admin1_aliases": "other names of provinces",
    "admin2": "names of districts",
    "admin2_capitals": "seats of districts",
    "agencies": "names of news agencies; each is its own example",
    "common_words": "words of the language by frequency; each is its own example",
    "countries": "names of countries; each is its own example",
    "crosswalk": "codes of each sub-event type in other schemes",
    "dateline_stops": "words that open a line in capitals and are no place; each is its own example",
    "demonyms": "adjectives of countries; each is its own example",
    "event_phrases": "how a generated sentence names a type",
    "function_words": "words of the language; each is its own example",
    "irregular_forms": "forms of verbs; each is its own example",
    "news_words": "names and words that all news shares, by kind; each is its own example",
    "peace": "where no armed conflict was fought since when: dated facts, read in tests/extraction",
    "peoples": "names of peoples; each is its own example",
    "person_names": "first names and surnames; each is its own example",
    "place_cues": "words beside names of places, by kind",
    "place_stopwords": "words of the language that are places too; each is its own example",
    "places": "names and points of places; each is its own example",
    "places_ucdp": "names and points of places; each is its own example",
    "regions": "link region of each country",
    "sources": "outlets by domain; each is its own example",
    "state_forces": "dated names of armies and police, by country",
    "wars": "which states fought each other, and when: dated facts, read in tests/enrichment",
    "us_counties": "names and points of counties; each is its own example",
    "cues": "verbs, nouns and adjectives of a regular use: the frames below make the example, unless the row has one",
}
TABLES = sorted(path.stem for path in DATA.glob("*.tsv"))


def columns(table: str) -> list[str]:
    lines = (DATA / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line and not line.startswith("#")).split("\t")


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_examples_or_is_a_list(table: str) -> None:
    assert ("example" in columns(table)) != (table in LISTS) or table == "cues"


def article(text: str) -> CleanArticle:
    return clean(f"{text} The town lies in the north of the country.")


@pytest.mark.parametrize("row", read_table("abbreviations", AbbreviationRow), ids=lambda row: row.abbreviation)
def test_an_abbreviation_ends_no_sentence(row: AbbreviationRow) -> None:
    assert len(split_sentences(row.example, "body", 0, 0, ())) == 1, row.example


@pytest.mark.parametrize("row", read_table("tense_cues", TenseRow), ids=lambda row: row.pattern)
def test_a_cue_of_tense_stands_in_its_example(row: TenseRow) -> None:
    tense, span = tense_of(None, row.example, 0, None)
    assert tense == row.tense
    assert span is not None and re.fullmatch(row.pattern, row.example[slice(*span)].lower())


@pytest.mark.parametrize("words", sorted(number_bounds()))
def test_a_bound_bounds_its_number(words: str) -> None:
    (quantity,) = find_quantities(f"{words} 12 people were killed.", "body", ())
    assert quantity.quote.lower() == f"{words} 12"


@pytest.mark.parametrize("row", read_table("time_words", TimeWord), ids=lambda row: f"{row.kind} {row.word}")
def test_a_word_of_time_stands_in_a_date_of_its_example(row: TimeWord) -> None:
    found = find_times(row.example, "body", date(2023, 6, 14), None)
    quotes = [time.quote.lower() for time in found]
    assert any(row.word in quote or quote in row.word for quote in quotes), row.example


@pytest.mark.parametrize("row", read_table("modality", ModalityRow), ids=lambda row: f"{row.word} {row.relation}")
def test_a_cue_of_modality_makes_its_example_what_the_row_says(row: ModalityRow) -> None:
    reading = read_article_text(article(row.example))
    found = {read_modality(reading.arcs(t.sentence), t.token, t.rule.action)[0] for t in reading.triggers}
    assert row.value in found


@pytest.mark.parametrize("row", read_table("people_nouns", PeopleNoun), ids=lambda row: row.noun)
def test_a_noun_for_people_is_counted_in_its_example(row: PeopleNoun) -> None:
    reading = read_article_text(article(row.example))
    assert reading.figures(0), row.example


@pytest.mark.parametrize("row", read_table("actions", ActionRow), ids=lambda row: row.action)
def test_an_action_is_read_in_its_example(row: ActionRow) -> None:
    reading = read_article_text(article(row.example))
    assert row.action in {trigger.rule.action for trigger in reading.triggers}


@pytest.mark.parametrize("table", ["weapons", "targets"])
def test_a_thing_stands_in_its_example(table: str) -> None:
    for row in read_table(table, HeadWordRow):
        words = re.findall(r"[\w-]+", row.example.lower())
        assert any(set(phrase.split()) <= set(words) for phrase in row.words.split("|")), row.example


OBJECTS = ("the plan of the rebels", "for an end of the war", "on the war in the town", "whether the rebels had left the town")
FRAMES = {
    "verb": (
        "The minister {past} that the rebels had left the town.",
        '"The rebels have left the town," the minister {past}.',
        "The minister {past} to leave the town.",
        *(f"The minister {{past}} {words}." for words in OBJECTS),
    ),
    "noun": (
        "The minister's {lemma} that the rebels had left the town was new.",
        "The minister made a {lemma} that the rebels had left the town.",
        "The minister's {lemma} to leave the town was new.",
        "The minister's {lemma} of the plan was new.",
        "The minister's {lemma} to the plan was new.",
    ),
    "adjective": (
        "The minister was {lemma} that the rebels had left the town.",
        "The minister was {lemma} about the plan.",
        "The minister was {lemma} to leave the town.",
        "The minister was {lemma} of the plan.",
    ),
    "adverb": ("The rebels {lemma} left the town on Monday.", "The rebels were {lemma} leaving the town on Monday."),
}


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: f"{cue.pos} {cue.lemma}")
def test_a_cue_attributes(cue: Cue) -> None:
    forms = cue.surface_forms()
    past = forms[1] if len(forms) > 1 else cue.lemma
    texts = [cue.example] if cue.example else [frame.format(past=past, lemma=cue.lemma) for frame in FRAMES[cue.pos]]
    read = (annotate_article(article(text)).context.attributions for text in texts)
    assert any(cue.lemma.split()[0] in mark.rule_id for marks in read for mark in marks), texts
