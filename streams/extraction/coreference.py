"""Whom do pronouns and definite descriptions mean?"""

from __future__ import annotations

from dataclasses import replace

from streams.extraction.arguments import Argument
from streams.extraction.article_reader import ReadArticle
from streams.extraction.fold import Told

_GENERIC = frozenset(("militants", "islamists"))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GROUP_WORDS = _set(
    """
    group attacker attackers assailant assailants gunmen militants terrorists insurgents fighters rebels jihadists
    extremists suspects  militia attackers raiders bandits organization organisation movement troops soldiers army
    forces police officers protesters  demonstrators students
    """
)


def resolve_references(told: list[Told], reading: ReadArticle) -> list[Told]:
    """Each trigger's arguments with pronouns replaced by who was named before them, where somebody was.

    "They", "he" and "it" take the last agent of an earlier trigger; "the group", "the attackers" the last named one that
    is no description itself. What has no antecedent stays as it is.
    """
    last_agent: Argument | None = None
    resolved = []
    for item in told:
        arguments = []
        for argument in item.arguments:
            if argument.is_pronoun and argument.role in ("agent", "between") and last_agent is not None:
                argument = replace(last_agent, role=argument.role, reading="coreference")
            arguments.append(argument)
        for argument in arguments:
            if argument.role in ("agent", "between") and argument.actor is not None and not argument.is_pronoun:
                last_agent = argument
                break
        resolved.append(replace(item, arguments=tuple(arguments)))
    return resolved
