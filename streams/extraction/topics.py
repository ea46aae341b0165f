"""Is a trigger what another act is about, and not the news itself? "They protested against the killing"."""

from __future__ import annotations

from streams.extraction.phrases import Arcs

_ACTS = frozenset(
    (
        "protest", "demonstrate", "march", "rally", "demand", "condemn", "arrest", "accuse", "suspect", "charge", "convict",
        "investigate", "blame", "denounce", "try", "sentence", "detain", "commemorate", "mark", "mourn", "discuss", "strike",
        "demonstration", "justice", "retaliation", "response", "revenge", "reaction", "reprisal", "connection", "relation",
        "anger", "suspicion", "involvement", "allegation", "anniversary", "trial", "role", "want", "link", "apprehend", "block",
        "boycott", "stage", "hold", "gather", "send", "deploy", "impose", "declare", "evacuate",
        "riot", "complain", "lynch", "beat", "punish", "responsible",
    )
)  # fmt: skip
"""Heads whose preposition tells what they are about, or what came before them."""
_REASON = frozenset(("over", "against", "about", "for", "following", "since", "after", "of", "to", "with", "in", "on"))
_OBJECT_ACTS = frozenset(
    ("demand", "condemn", "denounce", "investigate", "commemorate", "mourn", "probe", "criticize", "discuss")
)
_LAW = frozenset(
    ("arrest", "detain", "release", "free", "convict", "charge", "sentence", "try", "apprehend", "accuse", "arraign", "jail")
)
_DEEPEST = 5


def is_topic(arcs: Arcs, trigger: int) -> bool:
    """Does the trigger stand in a phrase that says what another act is about, or what came before it?"""
    current = trigger
    for step, above in enumerate(arcs.ancestors(trigger)):
        token, holder = arcs.tokens[current], arcs.tokens[above]
        if token.dep in ("prep", "agent") and token.text.lower() in _REASON and holder.lemma in _ACTS:
            return True
        if token.dep in ("advcl", "pcomp", "dobj") and holder.lemma in _OBJECT_ACTS:
            return True
        if token.dep == "advcl" and holder.lemma in _ACTS and _is_after(arcs, current):
            return True
        if token.dep in ("relcl", "acl") and _is_object_of(arcs, above, _LAW):
            return True
        if step > _DEEPEST:
            return False
        current = above
    return False


def _is_after(arcs: Arcs, verb: int) -> bool:
    return any(
        arcs.tokens[child].text.lower() in ("after", "because", "since") for child in arcs.children(verb, "mark", "prep")
    )


def _is_object_of(arcs: Arcs, noun: int, verbs: frozenset[str]) -> bool:
    """Is the noun, or the phrase that it is part of, what one of the verbs acts on?"""
    current = noun
    for above in arcs.ancestors(noun):
        if arcs.tokens[current].dep not in ("dobj", "nsubjpass", "pobj", "conj", "prep", "appos"):
            return False
        if arcs.tokens[above].lemma in verbs:
            return True
        current = above
    return False
