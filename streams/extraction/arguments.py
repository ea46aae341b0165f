"""Who did it to whom? Two readings joined: where both agree the argument is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.annotations import ArticleContext
from streams.extraction.arguments_dependency import Role, read_arguments
from streams.extraction.arguments_shallow import read_shallow
from streams.extraction.document import Token
from streams.extraction.phrases import Arcs, Phrase
from streams.extraction.triggers import FoundTrigger

Origin = Literal["both", "dependency", "shallow", "coreference", "inferred"]

_BANDS = frozenset(("group", "groups", "band", "bands", "pair", "crowd"))
_PRONOUNS = frozenset(
    ("he", "she", "they", "it", "who", "him", "her", "them", "this", "that", "which", "there", "we", "i", "you")
)


@dataclass(frozen=True, slots=True)
class Argument:
    """A phrase in a role of a trigger. ``actor`` and ``toponym`` are indexes into the context's lists."""

    role: Role
    phrase: Phrase
    head: str
    reading: Origin
    actor: int | None = None
    toponym: int | None = None
    is_pronoun: bool = False
    is_definite: bool = False


def arguments_of(arcs: Arcs, trigger: FoundTrigger, context: ArticleContext) -> tuple[Argument, ...]:
    """Which phrases fill which roles, by both readings? Those of the dependency reading first."""
    tokens = arcs.tokens
    by_arcs = _unique(read_arguments(arcs, trigger.token, trigger.rule.action, trigger.is_noun), trigger.token)
    by_order = _unique(read_shallow(tokens, trigger.token, trigger.rule.action, trigger.is_noun), trigger.token)
    found = []
    for head, role in by_arcs.items():
        agreed = by_order.get(head) == role
        found.append(argument_at(arcs, head, role, "both" if agreed else "dependency", context))
    sides = set(by_arcs.values())
    for head, role in by_order.items():
        if head not in by_arcs and role not in sides:
            found.append(argument_at(arcs, head, role, "shallow", context))
    return tuple(found)


def agreement(arguments: tuple[Argument, ...]) -> float:
    """How far do the readings agree, from 0 to 1? 0.6 where there is nothing to compare."""
    core = [a for a in arguments if a.role in ("agent", "patient", "between")]
    if not core:
        return 0.6
    return round(0.6 + 0.4 * sum(a.reading == "both" for a in core) / len(core), 3)


def _unique(pairs, trigger: int) -> dict[int, Role]:  # type: ignore[no-untyped-def]
    found: dict[int, Role] = {}
    for role, head in pairs:
        if head != trigger and found.get(head, "site") == "site":
            found[head] = role
    return found


def argument_at(arcs: Arcs, head: int, role: Role, reading: Origin, context: ArticleContext) -> Argument:
    """The phrase around a head as an argument: who or what it names. Of "five of the soldiers" and "a group of soldiers", the
    soldiers."""
    token: Token = arcs.tokens[head]
    if token.kind == "quantity" or (token.kind is None and token.text.lower() in _BANDS):
        inner = next(iter(arcs.objects(head, "of")), None)
        if inner is not None:
            head, token = inner, arcs.tokens[inner]
    phrase = arcs.phrase(head)
    word = token.text.lower()
    actor = token.ref if token.kind == "actor" else None
    if actor is None:
        part = arcs.sentence.part
        for index, name in enumerate(context.actors):
            if name.part == part and name.start_char < token.end_char and token.start_char < name.end_char:
                actor = index
                break
    if actor is None and token.kind is None:
        actor = next(
            (
                arcs.tokens[c].ref
                for c in arcs.children(head, "compound", "amod", "nmod", "appos")
                if arcs.tokens[c].kind == "actor" and not _is_told_by(arcs, head, c)
            ),
            None,
        )
        is_theirs = _is_person_word(word, token) or (role == "agent" and word in _ARMS)
        if actor is not None and role not in ("with_agent", "with_patient") and not is_theirs:
            actor = None  # but "backed by Russian air strikes"
    if actor is not None and (described := _described_as(arcs, head)) is not None:
        actor = described
    if word in _RANKS and (of := _belongs_to(arcs, head)) is not None:
        actor = of
    determiners = [arcs.tokens[c].text.lower() for c in arcs.children(head, "det", "poss")]
    return Argument(
        role=role,
        phrase=phrase,
        head=token.lemma if token.kind is None else word.split()[-1] if word.split() else word,
        reading=reading,
        actor=actor,
        toponym=token.ref if token.kind == "place" else None,
        is_pronoun=token.tag in ("PRP", "WP", "WDT") or word in _PRONOUNS,
        is_definite=any(d in ("the", "these", "those", "this", "that", "their", "his", "her", "its") for d in determiners),
    )


_ARMS = frozenset(
    ("artillery", "drone", "drones", "warplanes", "jets", "jet", "planes", "tanks", "missiles", "rockets", "gunships",
     "mortars", "helicopter", "helicopters", "gunboats", "snipers")
)  # fmt: skip
"""What an army or a gang strikes with: "army artillery shelled the town"."""
_RANKS = frozenset(
    (
        "commander", "chief", "head", "leader", "deputy", "officer", "leaders", "commanders", "officers", "spokesman",
        "captain", "colonel", "major", "lieutenant", "sergeant", "general", "emir", "cadre", "cadres", "operative",
        "operatives", "brigadier", "inspector", "battalion", "unit", "patrol", "squad", "convoy", "vehicle",
    )
)  # fmt: skip
"""Words for those who belong to a force: whoever stands behind "of" is meant."""


def _belongs_to(arcs: Arcs, head: int) -> int | None:
    return next((arcs.tokens[of].ref for of in arcs.objects(head, "of", "from") if arcs.tokens[of].kind == "actor"), None)


def _is_told_by(arcs: Arcs, head: int, other: int) -> bool:
    """Is it no apposition, but who says so, behind a colon: "Boy shoots teen: officials"?"""
    return arcs.tokens[other].dep == "appos" and any(token.text in (":", "--", "-") for token in arcs.tokens[head + 1 : other])


_HELD_FOR = frozenset(("believe", "suspect", "allege", "think", "identify", "say", "describe"))


def _described_as(arcs: Arcs, head: int) -> int | None:
    """Which actor is somebody said to be: "the man, thought to belong to the group"?"""
    for clause in arcs.children(head, "acl", "relcl"):
        if arcs.tokens[clause].lemma not in _HELD_FOR:
            continue
        holders = [clause, *arcs.children(clause, "xcomp", "prep", "oprd")]
        for holder in holders:
            for child in arcs.children(holder, "attr", "pobj", "oprd"):
                if arcs.tokens[child].kind == "actor":
                    return arcs.tokens[child].ref
    return None


def _is_person_word(word: str, token: Token) -> bool:
    from streams.lexicons.figures import people_nouns

    return word in people_nouns() or token.tag.startswith("NNP")
