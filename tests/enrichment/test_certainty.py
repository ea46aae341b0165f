from __future__ import annotations

import orjson
import pytest

from schemas.enriched_article import EnrichedMention
from streams.batch import Refusal, enrich_one
from streams.enrichment.certainty import SIGNS, Sign, type_confidence


def read(text: str) -> EnrichedMention:
    result = enrich_one(orjson.dumps({"id": "a", "body_text": text, "published_at": "2023-06-14T12:00:00Z"}))
    assert not isinstance(result, Refusal)
    return next(mention for record in result for mention in record.mentions)


def signs(mention: EnrichedMention) -> set[str]:
    return {sign for row in mention.provenance if row.field == "confidence.type" for sign in row.rule_id.split()[1:]}


def test_two_readings_that_agree_on_both_sides_make_the_type_sure() -> None:
    mention = read("Militants attacked soldiers near Gao, Mali, on Monday.")
    assert signs(mention) == {"readings-agree", "both-sides"}
    assert mention.confidence.type > 0.85


def test_what_is_not_actual_is_less_sure() -> None:
    text = "Militants {} soldiers near Gao, Mali, on Monday."
    said, planned = read(text.format("attacked")), read(text.format("threatened to attack"))
    assert "not-actual" in signs(planned)
    assert planned.confidence.type < said.confidence.type


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.rule_id)
def test_a_sign_for_the_type_raises_it_and_one_against_it_lowers_it(sign: Sign) -> None:
    assert (type_confidence(0.7, [sign]) > 0.7) == (sign.factor < 1)
