"""In which words does the article tell of the event?"""

from __future__ import annotations

from functools import cache

from streams.extraction.article_reader import ReadArticle
from streams.extraction.parsing import lemma_of


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STOP = _set(
    """
    the and for with from that this have has had was were been are not but they them their his her its who which
    into after before  when where while will would could also said says say more than other some all over under
    about there on in at by of to as
    """
)
MOST_WORDS = 80


@cache
def _lemma(word: str, tag: str) -> str:
    return lemma_of(word, tag)


def wording_of(reading: ReadArticle, indexes: tuple[int, ...]) -> tuple[str, ...]:
    """The folded content lemmas of the event's sentences, sorted; at most 80, those of the first sentences."""
    found: dict[str, None] = {}
    for index in indexes:
        for token in reading.sentences[index].tokens:
            if token.kind in ("time", "quantity"):
                continue
            for word in token.text.lower().split():
                if len(word) > 2 and word.isalpha() and word not in _STOP:
                    found.setdefault(_lemma(word, token.tag))
        if len(found) >= MOST_WORDS:
            break
    return tuple(sorted(list(found)[:MOST_WORDS]))
