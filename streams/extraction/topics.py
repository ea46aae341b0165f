"""Is a trigger what another act is about, and not the news itself? "They protested against the killing"."""

from __future__ import annotations

import re
from dataclasses import replace

from streams.extraction.phrases import Arcs
from streams.extraction.told import Told
from streams.lexicons.wordlist import word_set

_ACTS = frozenset(
    (
        "protest", "demonstrate", "march", "rally", "demand", "condemn", "arrest", "accuse", "suspect", "charge", "convict",
        "investigate", "blame", "denounce", "try", "sentence", "detain", "commemorate", "mark", "mourn", "discuss", "strike",
        "demonstration", "justice", "retaliation", "response", "revenge", "reaction", "reprisal", "connection", "relation",
        "anger", "suspicion", "involvement", "allegation", "anniversary", "trial", "role", "want", "link", "apprehend", "block",
        "boycott", "stage", "hold", "gather", "send", "deploy", "impose", "declare", "evacuate",
        "riot", "complain", "lynch", "flee", "displace", "beat", "punish", "responsible", "involve", "author", "mastermind",
    )
)  # fmt: skip
"""Heads whose preposition tells what they are about, or what came before them."""
_REASON = frozenset(
    ("over", "against", "about", "for", "following", "since", "after", "of", "to", "with", "in", "on", "behind")
)
_OBJECT_ACTS = frozenset(
    (
        "demand", "condemn", "denounce", "investigate", "commemorate", "mourn", "probe", "criticize", "discuss", "ban",
        "prohibit", "forbid", "outlaw",
    )
)  # fmt: skip
_ENDING = frozenset(
    (
        "stem", "quell", "curb", "contain", "halt", "stop", "end", "prevent", "tackle", "combat", "counter", "address", "calm",
        "avert", "fight", "escape", "deter", "avoid", "resist", "face", "defuse", "monitor", "cease",
        "suspend", "reduce", "respond", "join",
    )
)  # fmt: skip
"""Verbs that say of violence, as their purpose, that it shall cease: "sent soldiers to stem the violence"."""
_PREPARING = frozenset(
    (
        "send", "deploy", "create", "establish", "form", "recruit", "train", "arm", "mass", "dispatch", "build", "open", "set",
        "move", "mobilize", "mobilise", "despatch", "unite", "ally", "redeploy", "rush", "call", "vow", "plan", "prepare",
    )
)  # fmt: skip
"""Verbs whose "to" tells what something is done for, and not what was done: "created a base to fight bandits"."""
_DRIVEN = frozenset(("displace", "uproot", "flee", "escape"))
"""Verbs whose "by" or "from" tells what people left: "displaced by fighting"."""
_BACKED = frozenset(("backed", "supported", "assisted", "aided", "covered", "accompanied"))
"""Verbs whose "by" tells who stands beside a side, and no deed of its own."""
_LAW = frozenset(
    (
        "exhume",
        "bury",
        "unearth",
        "arrest",
        "detain",
        "release",
        "free",
        "convict",
        "charge",
        "sentence",
        "try",
        "apprehend",
        "accuse",
        "arraign",
        "jail",
        "search",
        "hunt",
        "pursue",
        "seek",
        "track",
    )
)
_TALK = word_set(
    """
    comment remark speech statement case trial probe inquiry investigation suspect law charge plot victim survivor
    witness memorial story film book movie series game debate policy threat risk fear scare drill exercise rate
    statistics figure conviction defendant warrant report claim allegation scandal controversy issue question video
    footage hearing caution season plotter anniversary plan crisis prevention prosecution coverage
    """
)
"""Nouns whose compound names what is talked of, not what happened: "the shooting comments", "a murder trial"."""
_DEEPEST = 5


def names_talk(arcs: Arcs, trigger: int) -> bool:
    """Does the trigger only name what is talked of: "the shooting comments", "a murder trial"?"""
    token = arcs.tokens[trigger]
    return token.dep in ("compound", "nmod", "amod") and token.head > trigger and arcs.tokens[token.head].lemma in _TALK


def is_topic(arcs: Arcs, trigger: int) -> bool:
    """Does the trigger stand in a phrase that says what another act is about, or what came before it?"""
    current = trigger
    if arcs.tokens[trigger].lemma == "death" and arcs.tokens[arcs.tokens[trigger].head].text.lower() == "to":
        return False  # "beat a man to death"
    if _is_in_protest(arcs, trigger):
        return False
    for step, above in enumerate(arcs.ancestors(trigger)):
        token, holder = arcs.tokens[current], arcs.tokens[above]
        if token.dep in ("prep", "agent") and token.text.lower() in _REASON and holder.lemma in _ACTS:
            return True
        if token.dep in ("prep", "agent") and token.text.lower() == "by" and holder.text.lower() in _BACKED:
            return True
        if token.dep in ("advcl", "pcomp", "dobj") and holder.lemma in _OBJECT_ACTS:
            return True
        if token.dep in ("dobj", "xcomp", "pcomp") and holder.lemma in _ENDING and _is_purpose(arcs, above):
            return True
        if token.text.lower() == "of" and holder.text.lower() == "ahead":
            return True
        if current == trigger and holder.lemma in _PREPARING and _is_purpose(arcs, current):
            return True
        if token.dep in ("prep", "agent") and token.text.lower() in ("by", "from") and holder.lemma in _DRIVEN:
            return True
        if token.dep == "advcl" and holder.lemma in _ACTS and _is_after(arcs, current):
            return True
        if step == 0 and _describes_a_party(arcs, trigger):
            return True
        if token.dep in ("relcl", "acl") and (_is_object_of(arcs, above, _LAW) or _is_earlier(arcs, current)):
            return True
        if token.dep == "pobj" and (_is_past(arcs, current, above) or _is_basis(arcs, current, above)):
            return True
        if step > _DEEPEST:
            return False
        current = above
    return False


_YEARS = re.compile(r"\b(?:years?|decades?)\b", re.IGNORECASE)
_MEMORY = frozenset(("anniversary", "commemorate", "commemoration", "memorial", "monument", "centenary"))


def is_remembered(arcs: Arcs, trigger: int) -> bool:
    """Is it what an anniversary or a memorial is for: "on the anniversary of the attack", "one year after he was killed"?"""
    after = next((c for c in arcs.children(trigger, "mark") if arcs.tokens[c].text.lower() == "after"), 0)
    if after and arcs.tokens[after - 1].kind == "time" and _YEARS.search(arcs.tokens[after - 1].text):
        return True
    for above in arcs.ancestors(trigger):
        if arcs.tokens[above].lemma in _MEMORY:
            return True
        if arcs.tokens[above].tag.startswith("V"):
            return False
    return False


def is_since(arcs: Arcs, trigger: int) -> bool:
    """Is it from when on something has been so: "has been on alert since gunmen attacked a theatre, killing 90"?"""
    for verb in (trigger, *arcs.ancestors(trigger)):
        if any(arcs.tokens[mark].text.lower() == "since" for mark in arcs.children(verb, "mark")):
            above = arcs.tokens[verb].head
            return above >= 0 and any(arcs.tokens[aux].lemma in ("have", "'ve") for aux in arcs.children(above, "aux"))
    return False


_FEUDING = frozenset(("fight", "battle", "war", "combat", "oppose"))


def _describes_a_party(arcs: Arcs, verb: int) -> bool:
    """Does it only say who somebody is: "the rebels fighting the government attacked a bridge"? Its noun is then part of
    another clause."""
    token = arcs.tokens[verb]
    if token.lemma not in _FEUDING or token.tag != "VBG" or token.dep not in ("acl", "relcl"):
        return False
    noun = arcs.tokens[token.head]
    return noun.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "appos", "conj") and noun.kind in ("actor", None)


_CAUSE = frozenset(("over", "against", "about", "for", "following", "because", "regarding", "concerning", "at", "after"))
_DEMANDS = frozenset(
    (
        "demand", "call", "denounce", "condemn", "accuse", "protest", "oppose", "reject", "urge", "ask", "request", "seek",
        "criticize", "criticise", "commemorate", "mourn", "decry", "contest", "support", "regard", "concern", "express",
    )
)  # fmt: skip


def causes_of(told: Told) -> list[tuple[int, int, int]]:
    """Which spans say why people demonstrate: "against the man who burned their shops", "demanding the arrest of a killer"?
    Sentence, start and end in code points of its text. None of it is what they do."""
    arcs, trigger = told.arcs, told.trigger.token
    holders = [trigger]
    if arcs.tokens[trigger].dep in ("dobj", "nsubj", "nsubjpass", "pobj") and arcs.tokens[trigger].head >= 0:
        holders.append(arcs.tokens[trigger].head)
    found = []
    for holder in holders:
        for child in arcs.children(holder):
            token = arcs.tokens[child]
            is_cause = token.dep == "prep" and token.text.lower() in _CAUSE and child > trigger
            is_cause = is_cause and not (token.text.lower() == "at" and arcs.tokens[holder].lemma != "anger")
            is_demand = token.dep in ("advcl", "acl", "xcomp", "conj", "prep") and token.lemma in _DEMANDS and child > trigger
            if not (is_cause or is_demand):
                continue
            inside = arcs.subtree(child)
            if trigger not in inside:
                tokens = [arcs.tokens[index] for index in inside]
                found.append((told.sentence.index, min(t.start_char for t in tokens), max(t.end_char for t in tokens)))
    return found


def _is_purpose(arcs: Arcs, verb: int) -> bool:
    """Is it what something else is done for: "sent troops to stem the violence"?"""
    is_infinitive = any(arcs.tokens[child].text.lower() == "to" for child in arcs.children(verb, "aux"))
    return is_infinitive and arcs.tokens[verb].dep in ("advcl", "xcomp", "relcl", "acl", "conj")


def _is_in_protest(arcs: Arcs, trigger: int) -> bool:
    """Is the protest the way in which the act above it is done: "they boycotted the courts in protest"?"""
    above = arcs.tokens[trigger].head
    return above >= 0 and arcs.tokens[trigger].lemma == "protest" and arcs.tokens[above].text.lower() == "in"


_DEALS = frozenset(("truce", "ceasefire", "cease-fire", "agreement", "deal", "accord", "pact", "treaty"))


def _is_basis(arcs: Arcs, noun: int, preposition: int) -> bool:
    """Is it the deal under which something is done: "they left the town under a truce"?"""
    return arcs.tokens[noun].lemma in _DEALS and arcs.tokens[preposition].text.lower() == "under"


def _is_earlier(arcs: Arcs, verb: int) -> bool:
    """Does a clause about somebody tell of what was before: "the man who had led an attack"?"""
    return any(arcs.tokens[child].text.lower() == "had" for child in arcs.children(verb, "aux"))


def _is_past(arcs: Arcs, noun: int, preposition: int) -> bool:
    """Is it what came before: "following an earlier clash", "in the wake of the abduction"?"""
    if arcs.tokens[preposition].text.lower() in ("following", "after"):
        return any(arcs.tokens[child].text.lower() in _BEFORE for child in arcs.children(noun, "amod", "advmod"))
    return any(arcs.tokens[above].lemma in ("wake", "aftermath", "anniversary") for above in arcs.ancestors(preposition))


_BEFORE = frozenset(("earlier", "previous", "recent", "past", "last"))


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


def recall_topics(told: list[Told]) -> list[Told]:
    """The triggers with those marked that only go back to a topic: after "police arrested 45 people who were in a riot",
    "the rioters burned an office" is what the arrest is about."""
    families: dict[str, bool] = {}
    marked: list[Told] = []
    for item in told:
        is_back = not item.is_topic and item.sentence.index > 0 and families.get(item.family) is True and _is_definite(item)
        if not is_back:
            topics = {t.trigger.token for t in marked if t.is_topic and t.sentence.index == item.sentence.index}
            is_back = any(
                a.role == "agent" and a.phrase.head in topics and a.phrase.sentence == item.sentence.index
                for a in item.arguments
            )
        is_back = is_back or (item.action in _BLASTS and _is_definite(item) and any(t.action in _DISRUPTED for t in marked))
        if is_back:
            item = replace(item, is_topic=True)
        if item.is_real:
            families[item.family] = families.get(item.family, True) and item.is_topic
        marked.append(item)
    return marked


_BLASTS = frozenset(("bomb", "ied", "mine", "grenade"))
_DISRUPTED = frozenset(("defuse", "cache_found", "weapons_seized"))


def _is_definite(item: Told) -> bool:
    arcs, token = item.arcs, item.trigger.token
    return item.trigger.is_noun and any(
        arcs.tokens[c].text.lower() in ("the", "this", "that", "these", "those") for c in arcs.children(token, "det")
    )
