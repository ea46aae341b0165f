from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from schemas import CleanArticle
from schemas.annotations import Attribution
from schemas.raw_article import RawArticle
from streams.extraction import annotate_article
from streams.extraction.attribution import find_attributions
from streams.extraction.document import ParsedSentence, Token
from streams.extraction.quotations import find_quotations
from streams.intake import clean_article


@cache
def read(body: str, title: str = "") -> tuple[Attribution, ...]:
    raw = RawArticle(id="a", title=title, body_text=body, published_at=datetime(2024, 5, 1, tzinfo=UTC))
    article = clean_article(raw)
    assert isinstance(article, CleanArticle)
    return annotate_article(article).context.attributions


def parts(found: Attribution) -> tuple[str | None, str, str]:
    assert found.content is not None
    return (found.source.quote if found.source else None, found.cue.quote, found.content.quote)


@pytest.mark.parametrize(
    ("body", "source", "cue", "content"),
    [
        ("Residents said that gunmen burned the village.", "Residents", "said", "that gunmen burned the village"),
        ("Gunmen burned the village, residents said.", "residents", "said", "Gunmen burned the village"),
        ("According to the army, the rebels fled to the hills.", "the army", "According to", "the rebels fled to the hills"),
        ("The rebels fled to the hills, according to the army.", "the army", "according to", "The rebels fled to the hills"),
        (
            "“We have lost everything,” said Amina Yusuf, a trader.",
            "Amina Yusuf, a trader",
            "said",
            "“We have lost everything,”",
        ),
        ('The mayor told reporters: "The bridge is gone."', "The mayor", "told", '"The bridge is gone."'),
        ("The ministry denied that its jets had hit the market.", "The ministry", "denied", "that its jets had hit the market"),
        ("The rebels were told by the envoy that talks had ended.", "the envoy", "were told", "that talks had ended"),
        ("The report accused the militia of killing prisoners.", "The report", "accused", "the militia of killing prisoners"),
    ],
)
def test_source_cue_and_content_are_found(body: str, source: str, cue: str, content: str) -> None:
    assert (source, cue, content) in [parts(found) for found in read(body)]


def test_every_quote_is_the_text_at_its_offsets() -> None:
    body = "Doctors said three people died.\n\n“It was terrible,” one nurse added. “Nobody came.” The army denied the attack."
    for found in read(body):
        for quote in (found.source, found.cue, found.content):
            assert quote is None or body[quote.start_char : quote.end_char] == quote.quote


def test_a_quotation_that_goes_on_is_one_content() -> None:
    body = "“They came at night,” Mr Osman said. “They took the cattle and burned the school.”"
    (found,) = (f for f in read(body) if f.cue.quote == "said")
    assert found.content is not None
    assert found.content.quote.startswith("“They came") and found.content.quote.endswith("school.”")


def test_a_chain_names_who_is_cited_and_who_cites() -> None:
    found = {f.cue.quote: f for f in read("According to AFP, citing local activists, troops entered the town.")}
    assert found["According to"].claimant == "AFP"
    assert found["citing"].claimant == "activists"
    assert found["citing"].via == "AFP"
    assert found["citing"].evidentiality == "second_hand"


def test_a_hedge_names_nobody() -> None:
    (found,) = read("Troops reportedly entered the town at dawn.")
    assert found.source is None
    assert (found.evidentiality, found.rule_id) == ("unattributed_hedge", "hedge:adverb:reportedly")


def test_a_belief_is_told_apart_from_a_claim_by_its_rule() -> None:
    rules = [
        found.rule_id.split(":")[0] for found in read("Villagers hope that troops will leave. The army said it will stay.")
    ]
    assert rules == ["belief", "speech"]


@pytest.mark.parametrize(
    ("body", "stance"),
    [
        ("The army denied that it shelled the town.", "denies"),
        ("The army did not deny that it shelled the town.", "asserts"),
        ("Police confirmed that two men died.", "confirms"),
        ("Police could not confirm that two men died.", "questions"),
        ("The ministry retracted its statement on the raid.", "retracts"),
    ],
)
def test_stances_follow_the_cue_and_its_negation(body: str, stance: str) -> None:
    assert stance in [found.stance for found in read(body)]


@pytest.mark.parametrize(
    ("body", "claimant", "affiliation", "aligned"),
    [
        (
            "The Russian Defense Ministry said 30 fighters died.",
            "Russian Ministry of Defence",
            "government_or_military",
            "state:RU",
        ),
        ("The Amaq news agency claims the group took the city.", "Amaq", "armed_group_media", "islamic-state"),
        (
            "Six people died there, the Syrian Observatory for Human Rights said on Friday.",
            "Syrian Observatory for Human Rights",
            "activist_monitor",
            None,
        ),
        ("Local residents said six people died.", "residents", "unknown", None),
        ("Hamas authorities said six people died.", "Hamas", "armed_group_media", "hamas-movement"),
        ("SANA said that the army repelled the attack.", "SANA", "state_media", "state:SY"),
    ],
)
def test_claimants_are_resolved_with_their_side(body: str, claimant: str, affiliation: str, aligned: str | None) -> None:
    (found,) = (f for f in read(body) if f.rule_id.startswith("speech"))
    assert (found.claimant, found.affiliation, found.aligned_actor_id) == (claimant, affiliation, aligned)


def test_pronouns_and_surnames_go_back_to_the_claimant_before() -> None:
    body = "Police spokesman Idris Bello said two men died. Bello said a third was hurt. He added that the gunmen fled."
    assert [f.claimant for f in read(body) if f.rule_id.startswith("speech")] == ["Police"] * 3


def test_a_title_names_its_source_behind_or_before_a_colon() -> None:
    title = "Death toll in market bombing rises to 20: police"
    (found,) = (f for f in read("Twenty people died.", title) if f.cue.part == "title")
    assert parts(found) == ("police", ":", "Death toll in market bombing rises to 20")


@pytest.mark.parametrize(
    "body",
    [
        "The spokesman of the Sunrise Army claimed responsibility for the raid saying ten guards were killed.",
        "The spokesman of the Sunrise Army released a statement on the raid saying ten guards were killed.",
    ],
)
def test_who_claims_a_raid_says_what_follows_it(body: str) -> None:
    assert "The spokesman of the Sunrise Army" in {found.source.quote for found in read(body) if found.source}
    assert not any(found.source and found.source.quote == "the raid" for found in read(body))


def test_a_spokesman_speaks_for_the_group_that_he_is_named_with() -> None:
    (found,) = read("The spokesman for the Kachin Independence Army said ten soldiers were killed.")
    assert (found.claimant, found.aligned_actor_id) == ("Kachin Independence Army", "kia")


def test_nobody_and_a_toll_are_no_claims() -> None:
    assert read("No group claimed responsibility for the blast.") == ()
    assert read("The blast claimed twelve lives in the market.") == ()


def test_sentences_that_were_not_parsed_are_read_by_their_words() -> None:
    text = "Officials said that the road was open again."
    tokens = tuple(
        Token(word, at, at + len(word), word.lower()) for word in text.rstrip(".").split() for at in [text.index(word)]
    )
    sentence = ParsedSentence(0, "body", 0, len(text), 0, tokens, is_parsed=False)
    (found,) = find_attributions(text, "body", (sentence,), (), ())
    assert parts(found) == ("Officials", "said", "that the road was open again")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "we won" and left.', ['"we won"']),
        ("“One.\n\n“Two,” he said.", ["“One.", "“Two,”"]),
        ("''We held the bridge,'' he said.", ["''We held the bridge,''"]),
        ("The town's people didn't leave.", []),
    ],
)
def test_quotation_marks_of_every_kind_are_paired(text: str, quoted: list[str]) -> None:
    assert [text[q.start_char : q.end_char] for q in find_quotations(text)] == quoted
