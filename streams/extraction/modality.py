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
    table = modality_words()
    tokens = arcs.tokens
    words = [token.text.lower() for token in tokens]

    def value(relation: Relation, index: int) -> ModalityValue | None:
        return table.get((relation, words[index])) or table.get((relation, tokens[index].lemma))

    for child in arcs.children(trigger):
        token = tokens[child]
        if token.dep == "neg" or (token.dep == "det" and words[child] == "no"):
            found = value("negation", child)
        elif token.dep == "aux":
            found = value("aux", child)
        elif token.dep == "mark":
            found = value("mark", child)
        elif token.dep in ("amod", "compound", "advmod"):
            found = value("modifier", child)
        else:
            found = None
        if found:
            return found, child
    for before in range(trigger - 1, max(-1, trigger - 4), -1):
        if tokens[before].tag.startswith("V") or words[before] in (",", "and"):
            break
        if (found := value("before", before)) is not None and tokens[before].kind is None:
            return found, before
    return _above(arcs, trigger, action, value)


def _above(arcs: Arcs, trigger: int, action: str, value) -> tuple[ModalityValue, int | None]:  # type: ignore[no-untyped-def]
    tokens = arcs.tokens
    current = trigger
    for above in arcs.ancestors(trigger):
        dep = tokens[current].dep
        if dep == "conj" and tokens[above].tag.startswith("V") and tokens[current].tag == "VB":
            for child in arcs.children(above, "aux"):
                if (found := value("aux", child)) is not None:
                    return found, child
        elif dep not in _COMPLEMENTS and dep not in ("conj", "compound"):
            return "actual", None
        if dep in _COMPLEMENTS or dep == "conj":
            found = (
                value("governor", above) if dep != "advcl" and dep != "acl" or tokens[current].tag in ("VB", "VBG") else None
            )
            if (
                found
                and not (dep == "pobj" and tokens[above].tag.startswith("V"))
                and not (found == "failed" and action in _ATTEMPT_SAVES)
            ):
                if dep == "conj" or (dep == "advcl" and found != "planned"):
                    current = above
                    continue
                if (
                    found in ("planned", "threatened")
                    and dep in ("dobj", "nsubjpass", "ccomp")
                    and tokens[above].lemma in ("order", "decide", "warn", "call", "seek")
                ):
                    if tokens[above].lemma in ("decide", "seek", "order") or dep == "ccomp":
                        current = above
                        continue
                return found, above
            if tokens[above].tag.startswith("V") and dep in ("xcomp", "dobj", "ccomp", "nsubjpass"):
                for child in arcs.children(above, "aux", "neg", "mark"):
                    relation: Relation = (
                        "aux" if tokens[child].dep == "aux" else "negation" if tokens[child].dep == "neg" else "mark"
                    )
                    if dep != "ccomp" and (found := value(relation, child)) is not None:
                        return found, child
        current = above
    return "actual", None
