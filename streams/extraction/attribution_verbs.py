"""Who says so, by a verb: "residents said that", "the blast is believed to", "'...,' he added"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.extraction.arcs import PASSIVE_SUBJECTS, Arcs
from streams.extraction.attribution_reading import CONTENT_PREPOSITIONS, Chars, Reading
from streams.extraction.attribution_speakers import cue_span, passive_source, subject_of
from streams.lexicons.cues import Cue, cue_by_form

_HAVE = frozenset({"have", "has", "had", "having", "'ve", "’ve", "'d", "’d", "'s", "’s"})
_NOBODY = re.compile(r"no (?:one|group|organi[sz]ation|militant|side|party|individual|claim)|nobody|none", re.IGNORECASE)
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no"})


def read_verb(arcs: Arcs, index: int) -> Iterator[Reading]:
    """Does this verb say, believe, want or judge something, and what?"""
    token = arcs.token(index)
    lower = token.text.lower()
    particle = arcs.child(index, "prt")
    phrasal = cue_by_form("verb").get(f"{lower} {arcs.token(particle).text.lower()}") if particle is not None else None
    cue = phrasal or cue_by_form("verb").get(lower)
    if cue is None or (token.dep in ("amod", "aux", "auxpass", "compound", "nmod") and token.tag in ("VBN", "VBG", "VB")):
        return
    is_passive = bool(arcs.children(index, "auxpass", *PASSIVE_SUBJECTS)) or (
        token.tag == "VBN" and not any(arcs.token(aux).text.lower() in _HAVE for aux in arcs.children(index, "aux"))
    )
    content, frame = _verb_content(arcs, index, cue)
    source = passive_source(arcs, index) if is_passive else subject_of(arcs, index) or _words_before(arcs, index, cue)
    if cue.kind == "hedge":
        yield from _seeming(arcs, index, cue, content)
        return
    if is_passive and source is None:
        yield from _passive_without_source(arcs, index, cue)
        return
    if source is None or _NOBODY.match(arcs.words(source)):
        return
    if is_passive and content is None and (subject := arcs.child(index, *PASSIVE_SUBJECTS)) is not None:
        content, frame = arcs.phrase(subject), "passive"
    takes_quote = "quote" in cue.frames
    if content is None and not takes_quote:
        return
    yield Reading(
        cue=cue_span(arcs, index, particle),
        source=source,
        content=content,
        rule=f"{cue.kind}:verb:{cue.lemma}:{frame or 'quote'}",
        kind=cue.kind,
        stance=cue.stance,
        takes_quote=takes_quote,
        is_negated=_is_negated(arcs, index),
    )


def _is_negated(arcs: Arcs, index: int) -> bool:
    return any(arcs.token(child).text.lower() in _NEGATIONS for child in arcs.children(index, "neg", "advmod"))


_NAME_TAGS = ("NN", "PRP", "DT", "JJ", "CD", "POS", "WP")
_MOST_NAME_TOKENS = 8


def _words_before(arcs: Arcs, index: int, cue: Cue) -> Chars | None:
    """Which noun phrase stands right before a finite verb of speech whose subject the parser lost?"""
    if cue.kind != "speech" or arcs.token(index).tag not in ("VBD", "VBZ", "VBP") or "that" not in cue.frames:
        return None
    first = index
    while first > 0 and index - first < _MOST_NAME_TOKENS and arcs.token(first - 1).tag.startswith(_NAME_TAGS):
        first -= 1
    if first == index or not arcs.token(index - 1).tag.startswith(("NN", "PRP")):
        return None
    if first > 0 and arcs.token(first - 1).text not in (",", '"', "”", "but", "and", ";", "''"):
        return None
    return arcs.token(first).start_char, arcs.token(index - 1).end_char


def _verb_content(arcs: Arcs, index: int, cue: Cue) -> tuple[Chars | None, str | None]:
    """What is said, by the frames that the cue allows, most telling first?"""
    frames = cue.frames
    clause = _clause(arcs, index, cue)
    if clause is not None:
        return clause
    objects = arcs.children(index, "dobj", "oprd", "attr")
    if "obj" in frames and objects and arcs.token(objects[0]).text.lower() not in _TOLL_OBJECTS:
        parts = [i for child in objects for i in arcs.subtree(child)]
        parts += [
            i
            for child in arcs.children(index, "prep")
            if child > objects[0] and arcs.token(child).text.lower() in ("as", "for", "of", "to")
            for i in arcs.subtree(child)
        ]
        return arcs.span(parts), "obj"
    if "prep" in frames:
        for child in arcs.children(index, "prep"):
            if child > index and arcs.token(child).text.lower() in CONTENT_PREPOSITIONS:
                return arcs.phrase(child), "prep"
    found = _around(arcs, index) if "that" in frames and cue.kind in ("speech", "finding") else (None, None)
    return found if found[0] is not None else _words_behind(arcs, index, cue)


_CLAUSE_STARTS = ("DT", "PRP", "NN", "JJ", "CD", "EX")
_FINITE = ("VBD", "VBZ", "VBP")
_LEAST_CLAUSE_TOKENS = 4


def _words_behind(arcs: Arcs, index: int, cue: Cue) -> tuple[Chars | None, str | None]:
    """Which words follow a finite verb of speech whose clause the parser lost? All, where they hold a verb."""
    rest = range(index + 1, len(arcs.tokens))
    if cue.kind != "speech" or "that" not in cue.frames or len(rest) < _LEAST_CLAUSE_TOKENS:
        return None, None
    following = arcs.token(index + 1)
    if not (following.tag.startswith(_CLAUSE_STARTS) or following.text.lower() == "that") or following.kind == "time":
        return None, None
    if arcs.token(index).tag not in ("VBD", "VBZ", "VBP") or not any(
        arcs.token(i).tag in ("VBD", "VBZ", "VBP", "MD") for i in rest
    ):
        return None, None
    return arcs.span(rest), "rest"


def _clause(arcs: Arcs, index: int, cue: Cue) -> tuple[Chars | None, str] | None:
    frames = cue.frames
    for child in arcs.children(index, "ccomp", "xcomp", "advcl"):
        to = any(arcs.token(mark).tag == "TO" for mark in arcs.children(child, "aux"))
        if arcs.token(child).dep == "advcl" and not (
            to is False and _marked(arcs, child, "that", "whether", "if") and child > index
        ):
            continue
        if to and "inf" not in frames:
            continue
        if to is False and not {"that", "quote", "wh"} & frames:
            continue
        span = arcs.phrase(child, without=[index])
        if span is not None:
            return span, "inf" if to else "that"
    return None


_TOLL_OBJECTS = frozenset({"life", "lives", "victim", "victims", "casualties"})
""" "The blast claimed 12 lives" says nothing of anybody's words."""


def _seeming(arcs: Arcs, index: int, cue: Cue, content: Chars | None) -> Iterator[Reading]:
    """ "The attack appeared to be revenge": nobody is named; subject and clause together are what seems."""
    subject = arcs.child(index, "nsubj")
    if content is None:
        return
    if subject is not None and arcs.token(subject).text.lower() not in ("it", "there"):
        phrase = arcs.phrase(subject)
        content = (min(phrase[0], content[0]), max(phrase[1], content[1])) if phrase else content
    yield Reading(cue_span(arcs, index, None), None, content, f"hedge:verb:{cue.lemma}", "hedge", cue.stance)


def _marked(arcs: Arcs, index: int, *words: str) -> bool:
    return any(arcs.token(mark).text.lower() in words for mark in arcs.children(index, "mark"))


def _around(arcs: Arcs, index: int) -> tuple[Chars | None, str | None]:
    """Is the verb put into or behind what is said ("Two died, he said")? Then the rest of the clause is the content."""
    token = arcs.token(index)
    head = arcs.head(index)
    if token.dep not in ("parataxis", "ccomp", "dep") or head is None or not arcs.children(index, "nsubj"):
        return None, None
    if not arcs.token(head).tag.startswith(("VB", "MD", "JJ", "NN")):
        return None, None
    return arcs.phrase(head, without=[index]), "around"


def _passive_without_source(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "Five are believed to have died", "it was reported that", "was accused of": nobody is named."""
    subject = arcs.child(index, *PASSIVE_SUBJECTS)
    clause = next((c for c in arcs.children(index, "xcomp", "ccomp", "oprd") if c > index), None)
    if subject is None or (clause is None and cue.kind not in ("evaluation", "speech")):
        return
    is_empty = arcs.token(subject).text.lower() in ("it", "there")
    if clause is not None:
        parts = ([] if is_empty else arcs.subtree(subject)) + arcs.subtree(clause)
    elif cue.kind == "evaluation":
        parts = [i for child in arcs.children(index, "prep") for i in arcs.subtree(child)] or arcs.subtree(subject)
    else:
        parts = arcs.subtree(subject)
    if is_empty and clause is None:
        return
    yield Reading(
        cue=cue_span(arcs, index, None),
        source=None,
        content=arcs.span(parts),
        rule=f"hedge:passive:{cue.lemma}",
        kind="hedge" if clause is not None else cue.kind,
        stance=cue.stance,
    )
