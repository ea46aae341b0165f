from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.annotations import ArticleContext, PlaceCandidate, PlaceLink, Sentence
from schemas.article_mentions import ArticleMentions, EventMention, Trigger
from schemas.clean_article import ArticleHeader
from schemas.conflict_event import Place
from schemas.evidence import Quote
from schemas.raw_article import Publisher
from streams.enrichment.places import focus_country, place_of, resolve_toponyms
from streams.extraction.toponyms import find_toponyms

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def article(*sentences: str, publisher: Publisher | None = None) -> ArticleMentions:
    text, spans = " ".join(sentences), []
    at = 0
    for number, sentence in enumerate(sentences):
        spans.append(Sentence(part="body", start_char=at, end_char=at + len(sentence), paragraph_index=number))
        at += len(sentence) + 1
    return ArticleMentions(
        header=ArticleHeader(article_id="a", received_at=NOW, text_sha256="0", publisher=publisher),
        context=ArticleContext(sentences=tuple(spans), toponyms=find_toponyms(text, "body", spans)),
        pipeline_version="0",
        lexicon_version="0",
    )


def mention(sentence: int = 0, links: tuple[PlaceLink, ...] = ()) -> EventMention:
    quote = {"part": "body", "start_char": 0, "end_char": 1, "quote": "x"}
    return EventMention(
        anchor="x",
        trigger=Trigger(**quote, lemma="attack", rule_id="t"),
        action="attack",
        sentence_indexes=(sentence,),
        paragraph_index=sentence,
        evidence=Quote(**quote),
        places=links,
    )


def located(read: ArticleMentions, what: EventMention) -> tuple[Place | None, float]:
    return place_of(what, read.context, resolve_toponyms(read))


def chosen(read: ArticleMentions) -> list[PlaceCandidate | None]:
    return list(resolve_toponyms(read))


def test_a_container_decides_between_places_of_one_name() -> None:
    for state in ("Ohio", "Missouri"):
        read = article(f"A man was shot in Springfield, {state}, on Monday.")
        place = chosen(read)[0]
        assert place is not None
        assert place.admin1 == state
        assert place.reasons


@pytest.mark.parametrize(
    "told", ["in Gora village, Borno State", "in Gora village (Borno State)", "in the town of Gora in Borno"]
)
def test_a_town_of_that_name_elsewhere_is_not_the_one_that_its_container_names(told: str) -> None:
    read = article(f"Militants killed three farmers {told}, on 3 June.")  # the only Gora of Nigeria lies in Katsina
    assert [place and place.name for place in chosen(read)] == [None, "Borno"]


def test_a_district_is_no_province_and_a_province_may_be_called_by_an_english_word() -> None:
    assert [place and place.feature for place in chosen(article("A mine exploded in Visakhapatnam District."))] == ["PPL"]
    unity = chosen(article("Five women were attacked in Koch County (Unity state)."))
    assert [place and place.admin1 for place in unity] == ["Unity", "Unity"]
    alone = chosen(article("Unity was all that they asked for in Bentiu."))
    assert [place and place.name for place in alone] == ["Bentiu"]


def test_a_longer_name_that_a_row_spells_otherwise_is_not_the_town_called_as_it_begins() -> None:
    places = chosen(article("Two civilians were killed in Qara Bagh District of Ghazni Province."))
    assert [place and (place.name, place.country) for place in places] == [("Qarah Bāgh", "AF"), ("Ghazni", "AF")]


def test_a_town_of_a_new_province_stays_inside_the_old_one() -> None:
    places = chosen(article("Police arrested ten students in Wamena town, Papua province."))
    assert [place and place.name for place in places] == ["Wamena", "Papua"]


def test_neighbours_decide_where_no_container_is_named() -> None:
    read = article("Crews were called to Hershey and Lebanon.", "Others came from Annville and Harrisburg.")
    places = {place.name: place for place in chosen(read) if place}
    assert places["Lebanon"].admin1 == "Pennsylvania"


def test_no_name_speaks_for_its_own_country() -> None:
    """A province of Belize and a city of Ohio are called so."""
    place = chosen(article("A man was shot in Toledo on Monday."))[0]
    assert place is not None
    assert place.country == "US"


def test_a_foreign_name_of_a_capital_gives_way_to_the_town_called_so() -> None:
    place = chosen(article("A man was shot in Philadelphia on Monday."))[0]
    assert place is not None
    assert place.country == "US"


def test_a_village_called_as_a_capital_is_not_meant_because_its_country_is_named() -> None:
    told = (
        "The United States spoke.",
        "Envoys heard that gas was used near Damascus.",
        "They left New York for Chicago and the United States.",
    )
    found = [place for place in chosen(article(*told)) if place is not None and place.name == "Damascus"]
    assert [place.country for place in found] == ["SY"]
    (town, _) = chosen(article("A shop burned in Damascus, Maryland."))
    assert town is not None
    assert town.country == "US"


def test_a_doubtful_neighbour_is_little_evidence() -> None:
    """Fairview may be any of hundreds of places."""
    place = chosen(article("A man of Fairview was shot in Houston on Monday."))[0]
    assert place is not None
    assert place.admin1 == "Texas"


def test_a_country_alone_gives_no_point() -> None:
    place, _ = located(article("Gunmen killed five people in Mali."), mention())
    assert place is not None
    assert (place.country, place.lat_deg, place.precision_acled, place.where_prec) == ("ML", None, None, 6)


def test_a_province_stands_at_its_capital_with_low_precision() -> None:
    place, _ = located(article("Clashes killed three soldiers in Helmand province."), mention())
    assert place is not None
    assert (place.precision_acled, place.where_prec, round(place.lat_deg or 0)) == (3, 4, 32)


def test_a_town_inside_the_named_country_is_preferred() -> None:
    read = article("A bomb killed six people in Iraq.", "The blast hit a market in Baqubah, Iraq.")
    place, _ = located(read, mention())
    assert place is not None
    assert (place.raw, place.precision_acled) == ("Baqubah", 1)


def test_confidence_falls_with_the_distance_from_the_trigger() -> None:
    read = article("Shells hit Kharkiv.", "Nobody was hurt.")
    near, far = located(read, mention(0)), located(read, mention(1))
    assert near[0] == far[0]
    assert near[1] > far[1]


def test_an_unknown_village_is_served_by_what_contains_it() -> None:
    place, _ = located(article("Gunmen raided the village of Zzyzgouri in Ouahigouya, Burkina Faso."), mention())
    assert place is not None
    assert (place.raw, place.country, place.precision_acled) == ("Zzyzgouri", "BF", 2)


def test_a_village_is_not_its_namesake_in_a_land_that_the_article_is_not_about() -> None:
    read = article("The army fought on in Hama, Homs and Idlib in Syria.", "Near Hama it took Maan from rebels.")
    place, _ = located(read, mention(1))
    assert place is not None and place.country == "SY"


def test_a_bearing_moves_the_point_and_widens_it() -> None:
    read = article("A mine exploded 20 km south of Raqqa.")
    link = PlaceLink(toponym=0, relation="near", distance_km=20.0, bearing="S", score=1.0)
    place, _ = located(read, mention(0, (link,)))
    town = chosen(read)[0]
    assert place is not None and town is not None
    assert place.precision_acled == 2
    assert 0.15 < (town.lat_deg or 0) - (place.lat_deg or 0) < 0.2


def test_the_focus_is_the_country_of_most_places() -> None:
    read = article("Troops entered Tikrit and Baiji.", "Iraqi officials spoke.", "Washington said it was watching.")
    assert focus_country(read, resolve_toponyms(read)) == "IQ"


def test_the_publisher_breaks_a_tie() -> None:
    home = Publisher(name="The Gainesville Sun", domain="gainesville.com")
    read = article("A house burned down in Archer on Monday.", publisher=home)
    place = chosen(read)[0]
    assert place is not None
    assert place.admin1 == "Florida"


def test_no_place_named_is_no_place() -> None:
    assert located(article("The army attacked rebels at dawn."), mention()) == (None, 0.0)


def test_a_foreign_dateline_is_not_where_it_happened_and_a_home_one_is() -> None:
    for credit in ("MOSCOW (Sputnik)", "Updated on Sunday MOSCOW"):
        abroad = article(f"{credit} Syrian troops killed nine militants in northern Syria.")
        where, _ = place_of(mention(), abroad.context, resolve_toponyms(abroad))
        assert where is not None
        assert (where.country, where.lat_deg) == ("SY", None)
    home = article("ALEPPO (Reuters) A bomb killed nine Syrian soldiers at dawn.")
    where, _ = place_of(mention(), home.context, resolve_toponyms(home))
    assert where is not None
    assert where.name == "Aleppo"


def names_of(read: ArticleMentions) -> list[tuple[str, str | None]]:
    found = zip(read.context.toponyms, chosen(read), strict=True)
    return [(toponym.quote, place.country if place and place.name else None) for toponym, place in found]


def test_the_commas_of_a_list_put_no_town_inside_another() -> None:
    read = article("Gunmen attacked Gao, Menaka, Kidal and Ansongo in Mali.")
    assert names_of(read) == [(name, "ML") for name in ("Gao", "Menaka", "Kidal", "Ansongo", "Mali")]


def test_a_countrys_name_is_the_country_and_not_its_capital() -> None:
    read = article("Gunmen attacked a bar in Culiacan, Mexico.")
    town, country = chosen(read)
    assert town is not None
    assert town.name == "Culiacán"
    assert country is not None
    assert country.feature == "PCLI"


def test_the_beginning_of_a_longer_name_is_no_place() -> None:
    read = article("An air strike hit Orum al-Gharibah, a town in Syria.")
    assert names_of(read) == [("Syria", "SY")]


def test_a_province_of_the_clause_is_nearer_than_the_dateline() -> None:
    read = article("COTONOU: Gunmen killed nine villagers in northern Benin's Alibori department on Monday.")
    number = next(n for n, toponym in enumerate(read.context.toponyms) if "Alibori" in toponym.quote)
    where, _ = located(read, mention(links=(PlaceLink(toponym=number, relation="at", scope="clause", score=0.8),)))
    assert where is not None
    assert (where.name, where.where_prec) == ("Alibori", 4)


def test_what_stands_in_the_history_of_a_place_does_not_place_todays_event() -> None:
    read = article("Gunmen abducted nine people in Borno last week.", "In 2014 gunmen abducted girls in Chibok.")
    where, _ = place_of(mention(), read.context, resolve_toponyms(read), frozenset({1}))
    assert where is not None
    assert where.name == "Borno"
