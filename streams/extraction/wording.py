"""In which words does the article tell of the event?"""

from __future__ import annotations

import re
from functools import cache

from streams.extraction.article_reader import ReadArticle
from streams.extraction.parsing import lemma_of
from streams.lexicons.wordlist import word_set

_STOP = word_set(
    """
    the and for with from that this have has had was were been are not but they them their his her its who which
    into after before  when where while will would could also said says say more than other some all over under
    about there on in at by of to as
    """
)
MOST_WORDS = 80
MOST_NAMES = 80

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+-year-old|\d{3,5}(?= block\b| [A-Z])|[.,;:!?]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_INSTITUTIONS = word_set(
    """
    hospital hospitals medical center clinic health department office court courthouse jail county police sheriff sheriff's
    attorney attorney's news channel times tribune press photo twitter facebook
    """
)
"""Nouns that end the name of what treats, tries or tells of every case of a town, and so tells none from the next."""


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


def names_of(reading: ReadArticle) -> tuple[str, ...]:
    """Which names, ages and street numbers does the article give, in folded form? At most 80, the first ones.

    People, streets, schools and bars are named once and told of in other sentences than the deed's. A word is a name where
    the article never writes it small. Hospitals, courts and newspapers are left out.
    """
    found: dict[str, None] = {}
    small: set[str] = set()
    for sentence in reading.sentences:
        run: list[str] = []
        for word in [*_TOKEN.findall(reading.text(sentence)), "."]:
            folded = re.sub(r"['’]s$", "", word).lower()
            if word[0].isupper():
                run.append(folded)
                continue
            if not _INSTITUTIONS.intersection(run):
                found.update(dict.fromkeys(run))
            run = []
            if word[0].islower():
                small.add(folded)
            elif word[0].isdigit() and not _YEAR.fullmatch(word):
                found[folded] = None
    return tuple([name for name in found if len(name) > 2 and name not in small][:MOST_NAMES])
