"""Cues of attribution: the words by which somebody says, believes, wants or judges something."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import field_validator

from schemas.codes import Stance
from streams.lexicons.load import Row, read_table

CuePos = Literal["verb", "noun", "adjective", "adverb"]
CueKind = Literal["speech", "finding", "belief", "intent", "evaluation", "hedge"]
"""Only ``speech``, ``finding`` and ``hedge`` make claims; the others tell what somebody holds or wants."""

Frame = Literal["that", "quote", "obj", "inf", "prep", "wh", "clause"]

_VOWELS = "aeiou"


class Cue(Row):
    """A cue word and what may stand as its content: a clause (``that``, ``wh``, ``inf``), a quotation, an object, a phrase."""

    lemma: str
    pos: CuePos
    kind: CueKind
    stance: Stance
    frames: frozenset[Frame]
    forms: tuple[str, ...] = ()
    """Past and participle where they are irregular or double a letter."""
    example: str = ""
    """A sentence that it attributes, where the usual frames of its part of speech do not show it."""

    @field_validator("frames", "forms", mode="before")
    @classmethod
    def _split(cls, cell: object) -> object:
        return cell.split("|") if isinstance(cell, str) else cell

    def surface_forms(self) -> tuple[str, ...]:
        """In which forms does the word appear?

        >>> Cue(lemma="deny", pos="verb", kind="speech", stance="denies", frames="that", forms="denied").surface_forms()
        ('deny', 'denied', 'denies', 'denying')
        """
        if self.pos in ("adjective", "adverb"):
            return (self.lemma,)
        if " " in self.lemma:
            return tuple(dict.fromkeys((self.lemma, *self.forms)))
        plural = _s_form(self.lemma)
        if self.pos == "noun":
            return (self.lemma, plural)
        past = self.forms or (f"{self.lemma}d" if self.lemma.endswith("e") else f"{self.lemma}ed",)
        return tuple(dict.fromkeys((self.lemma, *past, plural, _ing_form(self.lemma, self.forms))))


def _s_form(word: str) -> str:
    if word.endswith("y") and word[-2] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh", "z", "o")) else f"{word}s"


def _ing_form(word: str, forms: tuple[str, ...]) -> str:
    doubled = f"{word}{word[-1]}"
    if any(form.startswith(doubled) for form in forms) or word in _DOUBLING:
        return f"{doubled}ing"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return f"{word[:-1]}ing"
    return f"{word}ing"


_DOUBLING = frozenset({"forget", "bet", "begin"})


@cache
def cues() -> tuple[Cue, ...]:
    """Which cues are known?"""
    return read_table("cues", Cue)


@cache
def cue_by_form(pos: CuePos) -> dict[str, Cue]:
    """Which cue is this word of that part of speech? Lower-case form to row; the first row of a form counts."""
    found: dict[str, Cue] = {}
    for cue in cues():
        if cue.pos == pos:
            for form in cue.surface_forms():
                found.setdefault(form, cue)
    return found
