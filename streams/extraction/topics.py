"""Is a trigger what another act is about, and not the news itself? "They protested against the killing"."""

from __future__ import annotations

from streams.extraction.phrases import Arcs

_ABOUT = frozenset(
    (
        "over",
        "against",
        "about",
        "following",
        "after",
        "since",
        "for",
        "of",
        "to",
        "with",
        "from",
        "on",
        "due",
        "amid",
        "before",
        "despite",
        "regarding",
        "concerning",
    )
)
_ACTS = frozenset(
    "protest demonstrate march rally demand condemn arrest accuse suspect charge convict investigate blame denounce try sentence detain "
    "commemorate mark mourn discuss warn prevent fight strike demonstration justice retaliation response revenge reaction reprisal "
    "connection anger suspicion involvement allegation charge anniversary trial role".split()
)
_REASON = frozenset(("over", "against", "about", "for", "following", "since", "after", "of", "to", "with", "in", "on"))


def is_topic(arcs: Arcs, trigger: int) -> bool:
    """Does the trigger stand in a phrase that says what another act is about, or what came of before it?"""
    current = trigger
    for step, above in enumerate(arcs.ancestors(trigger)):
        token, holder = arcs.tokens[current], arcs.tokens[above]
        if token.dep in ("prep", "agent") and token.text.lower() in _REASON and holder.lemma in _ACTS:
            return True
        if token.dep in ("advcl", "pcomp", "dobj") and holder.lemma in (
            "demand",
            "condemn",
            "denounce",
            "investigate",
            "commemorate",
            "mourn",
            "probe",
        ):
            return True
        if step > 3:
            return False
        current = above
    return False
