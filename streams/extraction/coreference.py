"""Whom do pronouns and definite descriptions mean?"""

from __future__ import annotations

from dataclasses import replace

from streams.extraction.arguments import Argument, argument_at
from streams.extraction.article_reader import ReadArticle
from streams.extraction.told import Told

_MEN = frozenset(
    ("member", "fighter", "force", "troop", "soldier", "warplane", "plane", "jet", "aircraft", "drone", "gunman", "man",
     "militant", "unit", "rocket", "artillery")
)  # fmt: skip
"""Whose are "its fighters"? What such a possessive stands before acts for its owner."""


def resolve_references(told: list[Told], reading: ReadArticle) -> list[Told]:
    """Each trigger's arguments with pronouns replaced by who was named before them, where somebody was.

    "They", "he" and "it" take the actor that the clause above is about ("the army denied that it fired"), else the last
    agent of an earlier trigger. What has no antecedent stays as it is.
    """
    last_agent: Argument | None = None
    resolved = []
    for item in told:
        arguments = []
        for argument in item.arguments:
            if argument.role in ("agent", "between") and (argument.is_pronoun or _is_of_somebody(item, argument)):
                antecedent = _above(item, argument, reading) or (last_agent if argument.is_pronoun else None)
                if antecedent is not None:
                    argument = replace(antecedent, role=argument.role, reading="coreference")
            arguments.append(argument)
        for argument in arguments:
            if argument.role in ("agent", "between") and argument.actor is not None and not argument.is_pronoun:
                last_agent = argument
                break
        resolved.append(replace(item, arguments=tuple(arguments)))
    return resolved


def _is_of_somebody(item: Told, argument: Argument) -> bool:
    """Is it "its members", "their fighters"?"""
    if argument.actor is not None or argument.head not in _MEN or argument.phrase.sentence != item.sentence.index:
        return False
    return any(item.arcs.tokens[child].tag == "PRP$" for child in item.arcs.children(argument.phrase.head, "poss"))


def _above(item: Told, pronoun: Argument, reading: ReadArticle) -> Argument | None:
    """The actor that is the subject of the clause which holds the pronoun's clause."""
    tokens = item.arcs.tokens
    verb = tokens[pronoun.phrase.head].head
    if pronoun.phrase.sentence != item.sentence.index or verb < 0 or tokens[verb].dep not in ("ccomp", "advcl"):
        return None
    for subject in item.arcs.children(tokens[verb].head, "nsubj"):
        if tokens[subject].kind == "actor":
            return argument_at(item.arcs, subject, "agent", "coreference", reading.context)
    return None
