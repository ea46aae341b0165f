"""Did it happen? Negated, denied, threatened, planned, hypothetical or failed, each with its cue."""

from __future__ import annotations

from functools import cache
from typing import Literal

from schemas.codes import ModalityValue
from streams.extraction.phrases import Arcs
from streams.lexicons.load import Row, read_table

Relation = Literal["governor", "aux", "negation", "mark", "modifier", "before"]

_COMPLEMENTS = frozenset(("xcomp", "ccomp", "dobj", "pobj", "pcomp", "acl", "nsubjpass", "advcl", "prep"))
_ATTEMPT_SAVES = frozenset(("repel", "intercept", "defuse"))
"""Actions that are themselves what foiled something: a governor of failure does not touch them."""


class ModalityRow(Row):
    """A word, how it stands to the trigger, and what that makes of the event."""

    word: str
    relation: Relation
    value: ModalityValue
    example: str


@cache
def modality_words() -> dict[tuple[Relation, str], ModalityValue]:
    """The table by relation and word."""
    return {(row.relation, row.word): row.value for row in read_table("modality", ModalityRow)}


def read_modality(arcs: Arcs, trigger: int, action: str) -> tuple[ModalityValue, int | None]:
    """Did the trigger's event happen, and which token says otherwise? ``("actual", None)`` where nothing does."""
    tokens = arcs.tokens
    words = [token.text.lower() for token in tokens]

    for child in arcs.children(trigger):
        token = tokens[child]
        if token.dep == "neg" or (token.dep == "det" and words[child] == "no"):
            found = _value(arcs, "negation", child)
        elif token.dep == "aux":
            found = _value(arcs, "aux", child)
        elif token.dep == "mark":
            found = _value(arcs, "mark", child)
        elif token.dep in ("amod", "compound", "advmod"):
            found = _value(arcs, "modifier", child)
        else:
            found = None
        if found:
            return found, child
    for before in range(trigger - 1, max(-1, trigger - 4), -1):
        if tokens[before].tag.startswith("V") or words[before] in (",", "and"):
            break
        if (found := _value(arcs, "before", before)) is not None and tokens[before].kind is None:
            return found, before
    purpose = next((c for c in arcs.children(trigger, "aux") if words[c] == "to"), None)
    nobody = next((c for c in arcs.children(trigger, "nsubj", "nsubjpass") if words[c] in _NOBODY), None)
    if nobody is not None:
        return "negated", nobody
    dep, above = tokens[trigger].dep, tokens[trigger].head
    is_purpose = dep in ("acl", "advcl", "relcl") or (dep == "xcomp" and above >= 0 and arcs.children(above, "dobj"))
    if purpose is not None and action in _AIMS and is_purpose:
        return "planned", purpose
    return _above(arcs, trigger, action)


_NOBODY = frozenset(("nobody", "none", "no-one"))
_AIMS = frozenset(("seize_territory", "retake_territory"))
"""Actions that an infinitive of purpose only aims at: "an offensive to retake the town"."""


def _above(arcs: Arcs, trigger: int, action: str) -> tuple[ModalityValue, int | None]:
    """What do the verbs and nouns above the trigger make of it, as long as it is their complement?"""
    tokens = arcs.tokens
    current = trigger
    for above in arcs.ancestors(trigger):
        dep = tokens[current].dep
        if dep == "relcl" and any(tokens[child].text.lower() == "to" for child in arcs.children(current, "aux")):
            dep = "acl"
        joined = dep == "conj" and tokens[above].tag.startswith("V") and tokens[current].tag == "VB"
        if dep == "nsubj" and current == trigger:
            marks = [child for child in arcs.children(above, "mark") if _value(arcs, "mark", child)]
            doubt = _would(arcs, above) or next(iter(marks), None)
            if doubt is not None:
                return "hypothetical", doubt
        if not joined and dep not in _COMPLEMENTS and dep not in ("conj", "compound"):
            return "actual", None
        by_doing = dep == "prep" and tokens[trigger].dep == "pcomp"  # "they would break the law by attacking"
        if joined or (tokens[above].tag.startswith("V") and (by_doing or dep in ("xcomp", "dobj", "nsubjpass"))):
            cued = _auxiliary(arcs, above)
            if cued is not None:
                return cued
        if dep in _COMPLEMENTS and _governs(arcs, current, above):
            found = _value(arcs, "governor", above)
            if found is not None and not (found == "failed" and action in _ATTEMPT_SAVES):
                return found, above
        current = above
    return "actual", None


def _would(arcs: Arcs, verb: int) -> int | None:
    """Which modal makes what the trigger does a mere thought ("strikes could harm the economy")? Not "the blast could be
    heard", nor "the attack may have been a reprisal": those happened."""
    if arcs.tokens[verb].tag != "VB" or arcs.tokens[verb].lemma == "be":
        return None
    if any(arcs.tokens[c].lemma in ("be", "have") for c in arcs.children(verb, "aux", "auxpass")):
        return None
    return next((c for c in arcs.children(verb, "aux") if arcs.tokens[c].text.lower() in ("could", "would", "might")), None)


def _governs(arcs: Arcs, current: int, above: int) -> bool:
    """Does the word above say of its complement whether it happened? Not through a preposition of a verb, and a
    decision or an order only of what is still to be done."""
    dep, holder = arcs.tokens[current].dep, arcs.tokens[above]
    infinite = arcs.tokens[current].tag in ("VB", "VBG")
    if (dep in ("advcl", "acl") and not infinite) or (dep == "pobj" and holder.tag.startswith("V")):
        return False
    is_of = dep == "prep" and arcs.tokens[current].text.lower() == "of"  # "warned of attacks"
    return holder.lemma not in _ONLY_INFINITIVES or infinite or (is_of and holder.lemma == "warn")


_ONLY_INFINITIVES = frozenset(
    (
        "order", "decide", "seek", "warn", "want", "consider", "ready", "train", "rule",
        "suggest", "propose", "advocate", "likely", "unlikely", "chance", "opportunity", "willing", "effort", "practice", "ask",
        "encourage", "instruct",
    )
)  # fmt: skip


def _auxiliary(arcs: Arcs, verb: int) -> tuple[ModalityValue, int] | None:
    for child in arcs.children(verb, "aux", "neg", "mark"):
        relation: Relation = {"aux": "aux", "neg": "negation", "mark": "mark"}[arcs.tokens[child].dep]  # type: ignore[assignment]
        found = _value(arcs, relation, child)
        if found is not None:
            return found, child
    return None


def _value(arcs: Arcs, relation: Relation, index: int) -> ModalityValue | None:
    token = arcs.tokens[index]
    table = modality_words()
    return table.get((relation, token.text.lower())) or table.get((relation, token.lemma))
