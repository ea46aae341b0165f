"""What parties say of who holds a town, side by side; the fight for it, its strength, what reinforces it, and its history."""

from __future__ import annotations

import orjson

from schemas.enriched_article import EnrichedMention
from streams.enrichment import enrich_mentions
from streams.extraction import extract_mentions
from streams.intake import read_article
from streams.linking import single_article_events

ARTICLE = """\
More than 2,000 al-Shabaab (AS, once part of the Courts) militants, backed by armed trucks, have launched an offensive \
to recapture the Somali city of Baidoa after a pause, the Ethiopian Defence Ministry says.

According to the Ethiopian army, the militants have received considerable reinforcements from the regions of Jilib and \
Jamaame.

The Ethiopian ministry adds that the Somali army is engaged in fighting the insurgents.

The militants try to get near and win a foothold in town, since the Ethiopian air force is not carrying out \
airstrikes on residential areas of Baidoa, the statement reads.

Overnight Friday, the Somali army, backed by Ethiopian air strikes, managed to repulse several assaults on Baidoa, \
killing up to 120 insurgents, the Ethiopian Defence Ministry said.

Also on Friday, militants reportedly entered several districts of Baidoa, making Somali troops withdraw from a few of \
their posts. According to Reuters, citing the activist-run Bay Monitoring Network, insurgents gained footholds in \
the western districts of Baidoa.

Meanwhile, the Shabaab-affiliated Shahada news agency claims the insurgents in fact captured the city. The agency says \
al-Shabaab has control of the old fort in Baidoa.

Earlier Ethiopian intelligence spotted a transfer of up to 900 Shabaab militants to the regions of Jilib and Jamaame \
from Kismayo, the ministry said.

In January, the Ethiopian Foreign Minister warned that militants could flee from Kismayo to Baidoa.

Baidoa was captured by al-Shabaab in 2009, however in October last year Somali government forces, backed by Ethiopian \
air support, managed to liberate the city."""

RAW = orjson.dumps(
    {
        "id": "baidoa",
        "title": "2,000 Shabaab fighters make new push to seize Baidoa",
        "body_text": ARTICLE,
        "published_at": "2012-03-04T08:00:00Z",
        "source": {"name": "Horn Wire"},
    }
)


def told() -> list[EnrichedMention]:
    article = read_article(None, RAW, None)
    return [mention for record in enrich_mentions(extract_mentions(article)) for mention in record.mentions]  # type: ignore[arg-type]


def kinds(mentions: list[EnrichedMention], tense: str) -> list[str]:
    return sorted(mention.sub_event_type for mention in mentions if mention.occurred.tense == tense)


def test_an_article_of_a_disputed_town_gives_the_fight_the_claimed_capture_and_the_moves() -> None:
    mentions = told()
    moves = ["Change to group/activity"] * 2
    assert kinds(mentions, "current") == ["Armed clash", *moves, "Non-state actor overtakes territory"]
    assert kinds(mentions, "background") == ["Government regains territory", "Non-state actor overtakes territory"]


def test_the_fight_has_its_sides_its_toll_and_its_strength_apart() -> None:
    fight = next(mention for mention in told() if mention.sub_event_type == "Armed clash")
    assert [(actor.role, actor.name.split(" (")[0]) for actor in fight.actors] == [
        ("actor1", "Military Forces of Somalia"),
        ("associated1", "Military Forces of Ethiopia"),
        ("actor2", "Al Shabaab"),
    ]
    assert (fight.fatalities.low, fight.fatalities.high) == (None, 120)
    assert fight.force_size is not None and (fight.force_size.low, fight.force_size.high) == (2000, None)
    assert [str(day) for day in (fight.occurred.start, fight.occurred.end)] == ["2012-03-02", "2012-03-03"]


def test_control_is_contested_with_every_party_s_claim_in_the_fight_and_in_the_capture() -> None:
    article = read_article(None, RAW, None)
    events = single_article_events(enrich_mentions(extract_mentions(article)))  # type: ignore[arg-type]
    battles = [event for event in events if event.event_type == "Battles" and event.occurred.tense == "current"]
    assert len(battles) == 2
    for event in battles:
        assert event.contested_fields == ("control",) and event.corroboration == "contested"
        said = {(claim.affiliation, claim.value) for claim in event.claims if claim.proposition == "control"}
        assert {
            ("government_or_military", "repel"),
            ("wire", "seize_territory"),
            ("activist_monitor", "seize_territory"),
            ("armed_group_media", "seize_territory"),
        } <= said


def test_forces_that_move_are_a_strength_at_the_place_that_they_go_to() -> None:
    move = next(mention for mention in told() if mention.force_size and mention.force_size.high == 900)
    assert move.sub_event_type == "Change to group/activity" and not move.fatalities.acled_value
    assert move.place is not None and move.place.name in ("Jilib", "Jamaame")
