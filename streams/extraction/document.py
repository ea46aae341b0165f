"""The article as extraction sees it: sentences of tokens, with tags and arcs where a sentence was parsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from schemas.evidence import TextPart

MaskKind = Literal["place", "actor", "time", "quantity", "bracket"]


class Token(NamedTuple):
    """One word, or one masked name, date, quantity or bracket standing as one word."""

    text: str
    start_char: int
    end_char: int
    lemma: str
    """The word in lower case where the sentence was not parsed."""
    tag: str = ""
    """Penn Treebank tag; empty in a sentence that was not parsed."""
    dep: str = ""
    """ClearNLP arc label as spaCy's English models give it (nsubj, nsubjpass, dobj, agent, pobj ...)."""
    head: int = -1
    """Index of the head in the sentence; its own index for the root, -1 where not parsed."""
    kind: MaskKind | None = None
    ref: int | None = None
    """Index into the context's list of that kind."""


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence of one text part, with offsets into that part."""

    index: int
    """Running number over title and body, as in ``context.sentences``."""
    part: TextPart
    start_char: int
    end_char: int
    paragraph_index: int
    tokens: tuple[Token, ...]
    is_parsed: bool
