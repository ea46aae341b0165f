"""Who did it to whom, by the arcs of the parse?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from streams.extraction.phrases import Arcs
from streams.lexicons.wordlist import word_set

Role = Literal["agent", "patient", "with_agent", "with_patient", "between", "site"]
"""``site`` is a phrase under on, at, in, near: a target where it names a thing, a place where it names one."""

_SUBJECT_SUFFERS = frozenset(("die", "displace"))


_SUPPORT = word_set(
    """
    carry launch stage conduct commit perpetrate mount execute make undertake lead begin resume
    renew continue intensify repeat mastermind
    start claim wage complete organize organise fire drop lob hurl unleash hold plan attempt participate take
    """
)
_DEALS = frozenset(("ceasefire", "agreement"))
"""Actions whose parties are the subject of whatever verb the deal stands under."""
_ON_SITE = ("on", "at", "upon", "into", "in", "near", "outside", "inside")
_RELATIVE = frozenset(("who", "which", "that", "whom"))
_ALONGSIDE = ("alongside", "with", "backed", "supported", "together")


def read_arguments(arcs: Arcs, trigger: int, action: str, is_noun: bool) -> Iterator[tuple[Role, int]]:
    """Which phrase heads fill which role of the trigger? Pronouns and relative pronouns included, the latter resolved."""
    tag = arcs.tokens[trigger].tag
    if tag.startswith("J") and arcs.tokens[trigger].dep == "amod":  # "leaving two soldiers dead"
        yield "patient", arcs.tokens[trigger].head
    if tag.startswith("N") or (is_noun and not tag.startswith("V")):
        yield from _noun(arcs, trigger, action)
    else:
        yield from _verb(arcs, trigger, action)


def subjects(arcs: Arcs, verb: int, depth: int = 0) -> list[tuple[int, bool]]:
    """The subjects of a verb with whether they are passive, taken from the verb above where it has none of its own."""
    own = [(child, arcs.tokens[child].dep == "nsubjpass") for child in arcs.children(verb, "nsubj", "nsubjpass", "csubj")]
    token = arcs.tokens[verb]
    if own:
        resolved = []
        for child, passive in own:
            if arcs.tokens[child].text.lower() in _RELATIVE and token.dep in ("relcl", "acl") and token.head >= 0:
                resolved.append((token.head, passive))
            else:
                resolved.append((child, passive))
        return [(c, p) for child, p in resolved for c in arcs.coordinated(child)]
    if (misread := _after_a_date(arcs, verb)) is not None:
        return [(misread, False)]
    if depth > 4 or token.head in (-1, verb):
        return []
    if token.dep in ("acl", "relcl"):
        if token.tag not in ("VBG", "VBN"):
            return []
        return [(c, arcs.is_passive(verb)) for c in arcs.coordinated(_first_joined(arcs, token.head))]
    if token.dep in ("conj", "xcomp", "advcl", "dep", "ccomp") and arcs.tokens[token.head].tag.startswith("V"):
        if token.dep == "xcomp":
            controlled = arcs.children(token.head, "dobj")
            if controlled and arcs.tokens[token.head].lemma not in ("manage", "attempt", "vow", "threaten"):
                return [(c, arcs.is_passive(verb)) for obj in controlled for c in arcs.coordinated(obj)]
        if token.dep == "ccomp" and token.tag not in ("VBG", "VB"):
            return []
        above = subjects(arcs, token.head, depth + 1)
        if token.dep == "conj" and token.tag == "VBN" and any(p for _, p in above) and not arcs.children(verb, "dobj"):
            return above
        return [(subject, arcs.is_passive(verb) and token.tag == "VBN" and token.dep == "conj") for subject, _ in above]
    return []


def _first_joined(arcs: Arcs, noun: int) -> int:
    """The first of the nouns that a participle behind the last one modifies: "one officer and two civilians killed"."""
    while arcs.tokens[noun].dep == "conj":
        above = arcs.tokens[noun].head
        between = arcs.tokens[above + 1 : noun]
        if above >= noun or any(t.text in ";:" or t.tag.startswith("V") for t in between) or arcs.tokens[above].tag[:1] != "N":
            break
        noun = above
    return noun


def _after_a_date(arcs: Arcs, verb: int) -> int | None:
    """The subject that the parser joined to the date before it: "in March this year government forces retook the town"."""
    for preposition in arcs.children(verb, "prep"):
        for head in arcs.children(preposition, "pobj"):
            dated = any(arcs.tokens[child].kind == "time" for child in arcs.children(head, "compound", "nmod"))
            if dated and arcs.tokens[head].kind == "actor" and head < verb:
                return head
    return None


def _verb(arcs: Arcs, verb: int, action: str) -> Iterator[tuple[Role, int]]:
    for subject, passive in subjects(arcs, verb):
        suffers = passive or action in _SUBJECT_SUFFERS or (arcs.is_passive(verb) and arcs.tokens[verb].tag == "VBN")
        suffers = suffers or is_short_passive(arcs, verb, action)
        yield ("between" if action == "clash" else "patient" if suffers else "agent"), subject
    if action == "clash":  # "is engaged in fighting the rebels"
        inner = (act for prep in arcs.children(verb, "prep") for act in arcs.children(prep, "pcomp"))
        yield from (("between", head) for act in inner for obj in arcs.children(act, "dobj") for head in arcs.coordinated(obj))
    for obj in arcs.children(verb, "dobj", "iobj", "dative"):
        for head in arcs.coordinated(obj):
            yield ("between" if action == "clash" else "patient"), head
            # "carried out an attack on X": the object's own phrases
            yield from (("patient", inner) for inner in arcs.objects(head, "of") if arcs.tokens[head].kind == "quantity")
            if arcs.tokens[head].kind is None:  # "set off a bomb at an office"
                yield from (
                    ("site", place) for place in arcs.objects(head, "at", "on", "in", "near", "outside", "inside", "into")
                )
    if arcs.tokens[verb].dep == "relcl" and not arcs.children(verb, "dobj", "nsubjpass"):
        own = arcs.children(verb, "nsubj")
        if own and arcs.tokens[own[0]].text.lower() not in _RELATIVE:
            yield "patient", arcs.tokens[verb].head
    for head in arcs.objects(verb, "by"):
        if arcs.tokens[head].kind not in ("time", "place") and arcs.tokens[head].tag != "VBG":
            yield "agent", head
    for head in arcs.objects(verb, "with", "against"):
        yield ("between" if action == "clash" else "site"), head
    if action == "clash":
        yield from (("between", head) for head in arcs.objects(verb, "between"))
        for fight in arcs.objects(verb, "in"):
            yield from (("between", head) for head in arcs.objects(fight, "with", "against", "between"))
    if arcs.tokens[verb].lemma == "come":
        for fire in arcs.objects(verb, "under"):
            yield from (("agent", head) for head in arcs.objects(fire, "from", "by"))
        yield from (("agent", head) for head in arcs.objects(verb, "from", "by"))
    if arcs.tokens[verb].lemma == "fall":
        yield from (("agent", head) for head in arcs.objects(verb, "to"))
    for hands in arcs.objects(verb, "at", "into", "in"):
        if arcs.tokens[hands].text.lower() == "hands":  # "lost their lives at the hands of bandits", "fell into the hands of"
            yield from (("agent", head) for head in arcs.objects(hands, "of"))
    for head in arcs.objects(verb, "alongside"):
        yield "with_agent", head
    for head in arcs.objects(verb, *_ON_SITE, "targeting", "over", "to"):
        yield "site", head
    yield from _backers(arcs, [subject for subject, passive in subjects(arcs, verb) if not passive])


_HARMED_SUBJECT = frozenset(("kill", "abduct", "injure", "shoot"))
"""Actions whose verb without an object has the harmed for its subject."""


def is_short_passive(arcs: Arcs, verb: int, action: str) -> bool:
    """Does the subject suffer, though no auxiliary says so? "Two officers shot dead", "post attacked by rebels"."""
    token = arcs.tokens[verb]
    if token.lemma in ("come", "fall"):  # "came under fire", "fell to the rebels"
        return True
    if token.tag not in ("VBD", "VBN") or arcs.children(verb, "dobj", "aux", "auxpass") or not arcs.children(verb, "nsubj"):
        return False
    if arcs.children(verb, "agent"):
        return True
    if action not in _HARMED_SUBJECT or token.dep in ("relcl", "acl") or list(arcs.objects(verb, "at", "on", "into", "upon")):
        return False
    return not arcs.shares_object(verb) and not _has_object(arcs, verb)


def _has_object(arcs: Arcs, verb: int) -> bool:
    """Do the words right behind the verb open a noun phrase, whatever its arc?"""
    for token in arcs.tokens[verb + 1 :]:
        if token.tag.startswith("R") or token.kind == "time" or token.text.lower() in ("dead", "down"):
            continue
        return token.kind in ("quantity", "actor") or token.tag.startswith(("N", "PRP", "DT", "CD", "J"))
    return False


def _backers(arcs: Arcs, agents: list[int]) -> Iterator[tuple[Role, int]]:
    for agent in agents:
        for clause in arcs.children(agent, "acl", "amod", "advcl"):
            if arcs.tokens[clause].text.lower() in ("backed", "supported", "assisted", "aided", "covered", "accompanied"):
                yield from (("with_agent", head) for head in arcs.objects(clause, "by"))
        for head in arcs.objects(agent, "alongside"):
            yield "with_agent", head


def _has_agent(arcs: Arcs, noun: int) -> bool:
    """Does an actor stand before a verb of a headline that was read as a noun: "Gunmen attack police"?"""
    return noun > 0 and arcs.tokens[noun - 1].kind == "actor" and arcs.tokens[noun].tag in ("NN", "NNS", "NNP", "NNPS")


def _noun(arcs: Arcs, noun: int, action: str) -> Iterator[tuple[Role, int]]:
    both: Role = "between"
    two_sided = action == "clash" or (action == "attack" and len(list(arcs.objects(noun, "between"))) > 1)
    for owner in arcs.children(noun, "poss"):
        yield (both if two_sided else "agent"), owner
    for modifier in arcs.children(noun, "compound", "amod", "nmod"):
        if arcs.tokens[modifier].kind == "actor":
            yield (both if two_sided else "agent"), modifier
    headed = arcs.tokens[noun].head
    if arcs.tokens[noun].dep == "compound" and headed > noun and _has_agent(arcs, noun):
        yield (both if two_sided else "agent"), noun - 1
        if arcs.tokens[headed].kind == "actor":
            yield (both if two_sided else "patient"), headed
        if two_sided:
            yield from ((both, head) for head in arcs.objects(headed, "with", "between", "against"))
    is_taking = action in ("seize_territory", "retake_territory")
    for preposition in ("by", "from"):
        for head in arcs.objects(noun, preposition):
            if arcs.tokens[head].kind not in ("time", "place"):
                lost = is_taking and preposition == "from"  # "the recapture of the port from the rebels"
                yield ("patient" if lost else both if two_sided else "agent"), head
    for head in arcs.objects(noun, "of"):
        if action in (
            "kill",
            "abduct",
            "arrest",
            "die",
            "release",
            "seize_territory",
            "shell",
            "torture",
            "injure",
            "sexual_violence",
        ):
            yield "patient", head
        elif action in ("protest", "troop_move", "reinforce"):
            yield "agent", head
    for head in arcs.objects(noun, "on", "against", "targeting", "upon"):
        yield (both if two_sided else "patient"), head
    for head in arcs.objects(noun, "at", "in", "near", "outside", "inside", "to"):
        yield "site", head
    for head in arcs.objects(noun, "between", "among", "with", "involving"):
        yield (both if two_sided else "site"), head
    for clause in arcs.children(noun, "acl", "relcl"):
        if arcs.tokens[clause].text.lower() in ("targeting", "involving", "pitting", "against"):
            yield from (
                (both if two_sided else "patient", h) for obj in arcs.children(clause, "dobj") for h in arcs.coordinated(obj)
            )
        if arcs.tokens[clause].tag == "VBN":
            yield from ((both if two_sided else "agent", head) for head in arcs.objects(clause, "by"))
    above = arcs.tokens[noun].head
    if action in _DEALS:  # "the two sides announced a truce", "agreed to a truce"
        verb = arcs.tokens[above].head if arcs.tokens[noun].dep == "pobj" and above >= 0 else above
        if verb not in (-1, noun) and arcs.tokens[verb].tag.startswith("V") and arcs.tokens[noun].dep in ("dobj", "pobj"):
            yield from (("agent", subject) for subject, passive in subjects(arcs, verb) if not passive)
    elif above not in (-1, noun) and arcs.tokens[above].lemma in _SUPPORT:
        if arcs.tokens[noun].dep in ("dobj", "pobj"):
            yield from ((both if two_sided else "agent", s) for s, passive in subjects(arcs, above) if not passive)
        elif arcs.tokens[noun].dep == "nsubjpass":
            yield from ((both if two_sided else "agent", head) for head in arcs.objects(above, "by"))
    if above not in (-1, noun) and arcs.tokens[noun].dep == "nsubj" and arcs.tokens[above].lemma in ("target", "hit", "strike"):
        yield from (("patient", h) for obj in arcs.children(above, "dobj") for h in arcs.coordinated(obj))
    if arcs.tokens[noun].dep == "pobj":
        prep = arcs.tokens[noun].head
        verb = arcs.tokens[prep].head if prep >= 0 else -1
        if (
            verb >= 0
            and two_sided
            and arcs.tokens[prep].text.lower() == "in"
            and arcs.tokens[verb].lemma in ("engage", "involve")
        ):
            yield from ((both, s) for s, _ in subjects(arcs, verb))
