"""What does a trigger mean with these arguments? Seizing a town, a man, a gun and a motorcycle are four actions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.annotations import FigureMention
from streams.extraction.arguments import Argument
from streams.extraction.fillers import head_words
from streams.extraction.phrases import Arcs
from streams.extraction.told import Event, Told
from streams.extraction.triggers import FoundTrigger
from streams.extraction.weapon_objects import ON_WEAPONS, disrupted
from streams.lexicons.figures import people_nouns
from streams.lexicons.wordlist import word_set

_SEIZING = frozenset(("seize", "capture", "occupy", "take over", "overrun", "take", "hold", "snatch", "intercept"))


_MOVABLE = word_set(
    """
    motorbike motorbikes motorcycle motorcycles livestock cattle vehicle vehicles ambulance truck trucks car
    cars supplies medicine medicines food fuel goods money cash phone phones cart carts tricycle boat boats
    harvest crop crops olives wheat goat goats sheep camel camels donkey donkeys bicycle bicycles property
    cargo equipment bus laptop computers bags grain animals tanker trailer lorry drugs
    """
)
_ARMED_WORDS = re.compile(
    r"\b(?:soldier|troop|army|military|militant|gunm[ae]n|rebel|insurg|fighter|armed|militia|forces?\b|terror|jihad|bandit|shoot|shot|"
    r"gunfire|firefight|gun ?battle|guerrilla|fired|opened fire|herd|clan|tribe|tribal|raider|rustl|police|"
    r"security|officers?|guards?|vigilante|communit(?:y|ies)|ethnic|pastoralist|nomad|hunters|dozo|"
    r"warrior|machete|spear|livestock|cattle|inter-?communal|inter-?ethnic|arrow|infantry|battalion|brigade|regiment|commando|mercenar|contras?\b|trafficker|subversive)\w*",
    re.I,
)
_CROWD_WORDS = re.compile(
    r"\b(?:supporters?|youths?|students?|residents?|villagers?|traders?|drivers?|workers?|vendors?|hawkers?|fans?|pupils?|locals|"
    r"groups?|activists?|journalists?|teachers?|members|boda|operators|farmers|fishermen|families|worshippers|hooligans|factions?|rioters?|people|men|gangs?)\b",
    re.I,
)
_FIGHTS_OF_ARMS = word_set("fighting battle gunbattle firefight gunfight skirmish shootout shoot-out fire gunfire")
_CROWD_SIDE = re.compile(
    rf"\b(?:between|among|amongst|involving|with|by|of)\s+(?:[\w-]+\s+){{0,4}}?{_CROWD_WORDS.pattern}"
    r"|\brival\b|\bwith (?:stones|sticks)",
    re.I,
)
_WITH_STONES = re.compile(
    r"\b(?:pelt\w*|(?:throw|threw|thrown|hurl)\w* (?:[\w-]+ ){0,4}(?:stones|rocks|bricks|bottles)"
    r"|with (?:stones|sticks|rocks|fists|clubs)"
    r"|stone-(?:throw|pelt)\w*)\b",
    re.I,
)
_FIREARMS = re.compile(
    r"\b(?:gun\w*|fired|firing|shots?|shoot\w*|rifles?|bullets?|militants?|rebels?|fighters?|insurgents?)\b", re.I
)
_TELLERS = re.compile(
    rf"{_CROWD_WORDS.pattern}\s+(?:say|says|said|told|reported|report|added|recalled|described|"
    r"(?:(?:have|had|has) been|were|was|are)? ?(?:killed|injured|wounded|hurt|dead|died|displaced))\b",
    re.I,
)
"""Who says it, or suffers from it."""
_OFFICERS = re.compile(r"\b(?:police|officers?|soldiers?|security|troops|gendarme\w*|askaris)\b", re.I)
_DEMONSTRATORS = re.compile(
    r"\b(?:students?|protest\w*|demonstrat\w*|activists?|workers?|youths?|residents|villagers|locals|strik\w+|march\w*|rally)\b",
    re.I,
)


def action_of(
    trigger: FoundTrigger, arguments: Sequence[Argument], arcs: Arcs, words: str, known: frozenset[str] = frozenset()
) -> str | None:
    """Which action is it, once its object and its sides are known? The row's own where nothing says otherwise, ``None``
    where what is seized is no thing, place or person ("seized the initiative"). ``known`` is what the table of actors says of
    the sides: ``armed`` for an organisation or a people, ``state`` and ``country`` for a state's force or a state that acts."""
    action = trigger.rule.action
    if action in ("seize_territory", "abduct") and trigger.lemma.split()[0] in _SEIZING and trigger.lemma in _SEIZING:
        taken = _seized(action, arguments, arcs, trigger.token)
        return "arrest" if taken == "abduct" and ("state" in known or _acts(_STATE, arguments, arcs)) else taken
    if action in ON_WEAPONS and (found := disrupted(arcs, trigger.token, trigger.is_noun)) is not None:
        action = found[0]
    if action == "bomb" and trigger.lemma in _BOMBING and not _is_a_bomb(trigger) and _is_an_air_force(arguments, known, arcs):
        return "airstrike"
    if trigger.is_noun and trigger.lemma == "strike" and _is_an_air_force(arguments, known, arcs):
        return "airstrike"
    if trigger.rule.id == "strike_verb" and "country" in known and is_at_a_target(arguments, arcs):
        return "airstrike"
    if action == "abduct" and trigger.rule.rank <= 4 and _is_taken(arguments, arcs):  # words of taking, not of kidnapping
        return "loot"
    if action == "attack" and _after(arcs, trigger.token).startswith(("each other", "one another")):
        action = "clash"
    if action == "weapons_seized" and _acts(_NON_STATE, arguments, arcs):
        return "loot"
    if action == "intercept" and not _FLYING_OR_ARMED.search(words):
        return "loot" if _is_taken(arguments, arcs) else None
    if action == "retake_territory" and _is_of_the_unarmed(arguments, arcs):
        return "disperse"
    if trigger.rule.id == "throw_stones" and not _ARMED_WORDS.search(_agents(arguments, arcs)):
        return "riot"
    if action == "disperse" and (_acts(_NON_STATE, arguments, arcs) or _are_mere_shots(trigger, words)):
        return "attack"
    if action == "disperse" and _acts(_CROWD_WORDS, arguments, arcs) and not _PROTEST.search(words):
        return "mob"
    if action in ("shoot", "kill") and _is_of_animals(arguments, arcs):
        return "destroy"
    if action == "shoot" and _INTO_THE_AIR.match(_after(arcs, trigger.token)):
        return "attack"
    if action == "arrest" and _acts(_NON_STATE, arguments, arcs):
        return "abduct"
    if action == "mob" and trigger.lemma.startswith("set ") and not _is_person(arguments, arcs):
        return "arson"
    if (
        action == "mob"
        and arcs.is_passive(trigger.token)
        and (_acts(_STATE, arguments, arcs) or _acts(_NON_STATE, arguments, arcs))
    ):
        return "kill" if trigger.lemma.endswith("kill") else "attack"
    if trigger.lemma.startswith("lynch"):
        return "mob"
    if action == "attack" and any(a.role == "between" for a in arguments):
        action = "clash"
    if trigger.lemma.startswith(("plant ", "place ")) and _is_infinitive(arcs, trigger.token):
        return None
    if action == "protest" and trigger.lemma == "march" and not trigger.is_noun:
        if any(a.role == "patient" for a in arguments):
            return None
        if _acts(_NON_STATE, arguments, arcs) or _acts(_STATE, arguments, arcs):
            return "troop_move"
    if action == "clash" and _WITH_STONES.search(words) and not _FIREARMS.search(words) and not _OFFICERS.search(words):
        return "mob"
    if action == "clash" and "armed" not in known and not _ARMED_WORDS.search(words) and _is_of_crowds(trigger, arcs, words):
        return "mob"
    if action == "clash" and _OFFICERS.search(words) and _DEMONSTRATORS.search(words) and not _fighters(words):
        return "riot"
    return action


_BOMBING = frozenset(("bomb", "bombing", "bombing raid", "bombing attack"))
_AIR_FORCE = re.compile(
    r"\b(?:army|military|troops|forces|air ?force|coalition|nato|navy|jets?|planes?|pilots?|regime)\b", re.I
)


def _is_a_bomb(trigger: FoundTrigger) -> bool:
    return trigger.is_noun and trigger.lemma == "bomb"


def _is_an_air_force(arguments: Sequence[Argument], known: frozenset[str], arcs: Arcs) -> bool:
    """Does a state bomb, by its forces or by its name ("Israel bombed the port")? States do so from the air."""
    return "state" in known or _acts(_AIR_FORCE, arguments, arcs) or "country" in known


def is_at_a_target(arguments: Sequence[Argument], arcs: Arcs) -> bool:
    """Is somebody armed, a weapon or a building what is struck?"""
    heads = [_text(a, arcs).lower().split()[-1:] for a in arguments if a.role == "patient"]
    return any(a.role == "patient" and a.actor is not None for a in arguments) or any(
        head_words(table).get(word) is not None for head in heads for word in head for table in ("targets", "weapons")
    )


def _is_of_crowds(trigger: FoundTrigger, arcs: Arcs, words: str) -> bool:
    """Do people without arms fight one another? Fighting is of the armed where no crowd is named as a side, and those who
    only tell of it or die in it are no side."""
    if {trigger.lemma.split()[-1], arcs.tokens[trigger.token].text.lower()} & _FIGHTS_OF_ARMS:
        return _CROWD_SIDE.search(words) is not None
    return _CROWD_WORDS.search(_TELLERS.sub(" ", words)) is not None


_NON_STATE = re.compile(
    r"\b(?:gunm[ae]n|militants?|armed men|armed group|rebels?|insurgents?|jihadists?|bandits?|terrorists?|fighters?|militia\w*|"
    r"kidnappers?|assailants?|separatists?|guerrillas?|unidentified (?:armed )?(?:men|persons|individuals))\b",
    re.I,
)


_STATE = re.compile(
    r"\b(?:police\w*|soldiers?|troops|army|military|gendarmes?|gendarmerie|security (?:forces|agents|officers|personnel)|"
    r"government (?:forces|troops)|officers|special forces|coalition forces|peacekeepers)\b",
    re.I,
)


def _agents(arguments: Sequence[Argument], arcs: Arcs) -> str:
    return " ".join(_text(a, arcs) for a in arguments if a.role == "agent")


_UNARMED = re.compile(
    r"\b(?:protest\w*|demonstrat\w*|crowds?|marchers?|strikers?|students?|pupils|farmers?|workers?|residents?|villagers?|teachers?|"
    r"doctors?|nurses?|women|people|activists?|supporters?|traders?|vendors?|drivers?|migrants?|refugees?|mourners|worshippers)\b",
    re.I,
)


def _is_of_the_unarmed(arguments: Sequence[Argument], arcs: Arcs) -> bool:
    """Are those who are driven back a crowd, from whom no ground is won?"""
    driven = [_text(a, arcs) for a in arguments if a.role == "patient"]
    return any(map(_UNARMED.search, driven)) and not any(map(_ARMED_WORDS.search, driven))


def _acts(who: re.Pattern[str], arguments: Sequence[Argument], arcs: Arcs) -> bool:
    return any(a.role == "agent" and who.search(_text(a, arcs)) for a in arguments)


def _text(argument: Argument, arcs: Arcs) -> str:
    return arcs.tokens[argument.phrase.head].text if argument.phrase.sentence == arcs.sentence.index else ""


_PROTEST = re.compile(r"\b(?:protest|demonstrat|march|sit-in|picket|strik|rally|rallies|activist)\w*", re.I)
_FLYING_OR_ARMED = re.compile(
    r"\b(?:drones?|missiles?|rockets?|aircraft|helicopters?|jets?|planes?|uavs?|warplanes?|projectiles?|airspace|weapons?|arms|"
    r"ammunition|explosives?|detonators?|cartridges|rifles?|mortars?|shells?|guns?|smuggl\w+|air defen[cs]es?|vessels?|"
    r"boats?)\b",
    re.I,
)
"""What is intercepted before it does harm; a truck on the road is held up."""
_INTO_THE_AIR = re.compile(r"^\W*(?:[\w-]+ ){0,4}(?:in|into|up in) the air\b", re.I)
"""Shots that are aimed at nobody."""


def _after(arcs: Arcs, at: int) -> str:
    return " ".join(token.text for token in arcs.tokens[at + 1 : at + 10])


_GATHERED = re.compile(
    r"\b(?:protest\w*|demonstrat\w*|crowds?|gather\w*|rall(?:y|ies)|march\w*|students?|supporters?|riot\w*|youths?|residents|"
    r"mob|campaigners|activists|strik\w+|workers|mourners|traders|villagers|voters|fans|disperse\w*)\b",
    re.I,
)
_ANIMALS = word_set(
    "livestock cattle goat goats sheep camel camels donkey donkeys cows cow poultry dogs animals horses chickens"
)


def _are_mere_shots(trigger: FoundTrigger, words: str) -> bool:
    """Are they warning shots at nobody who has gathered?"""
    return trigger.lemma.endswith(("air", "warning shot")) and not _GATHERED.search(words)


def _is_of_animals(arguments: Sequence[Argument], arcs: Arcs) -> bool:
    things = [_text(a, arcs).lower() for a in arguments if a.role == "patient"]
    return bool(things) and all(thing in _ANIMALS for thing in things)


def _is_taken(arguments: Sequence[Argument], arcs: Arcs) -> bool:
    return any(a.role == "patient" and not _MOVABLE.isdisjoint(_text(a, arcs).lower().split()[-1:]) for a in arguments)


def _is_infinitive(arcs: Arcs, verb: int) -> bool:
    """Is it only aimed at: "trying to plant a bomb"?"""
    return any(arcs.tokens[child].text.lower() == "to" for child in arcs.children(verb, "aux"))


def _is_person(arguments: Sequence[Argument], arcs: Arcs) -> bool:
    """Is somebody the object, and no thing?"""
    heads = [a for a in arguments if a.role == "patient"]
    return not heads or any(a.is_pronoun or _text(a, arcs).lower() in people_nouns() for a in heads)


def _fighters(words: str) -> bool:
    return bool(
        re.search(
            r"\b(?:militant|gunm[ae]n|rebel|insurg|fighter|militia|terror|jihad|bandit|guerrilla|clan|herd|rustl|separatist)",
            words,
            re.I,
        )
    )


def _seized(action: str, arguments: Sequence[Argument], arcs: Arcs, at: int) -> str | None:
    unknown = False
    for argument in arguments:
        if argument.role != "patient":
            continue
        token = arcs.tokens[argument.phrase.head]
        if argument.is_pronoun:
            if token.text.lower() in _PERSONS:
                return "abduct"
            continue
        if _is_named_person(argument, arcs, at) or _is_suspect(argument, arcs):
            return "abduct"
        word = token.text.lower().split()[-1]
        if argument.toponym is not None:
            return "seize_territory"
        if word in _MOVABLE:
            return "loot"
        if head_words("weapons").get(word) is not None or word in ("ammunition", "arms", "weapons"):
            return "weapons_seized"
        if word in people_nouns() or argument.actor is not None:
            return "abduct" if not is_place_like(word) else "seize_territory"
        if is_place_like(word):
            return "seize_territory"
        unknown = not token.tag.startswith("NNP") and token.kind is None
    if any(token.kind == "place" for token in arcs.tokens[at + 1 : at + 4]):
        return "seize_territory"
    return None if unknown else "seize_territory"


_PERSONS = frozenset(("he", "she", "him", "her", "they", "them", "who", "whom"))


def _is_named_person(argument: Argument, arcs: Arcs, at: int) -> bool:
    """Is it "Ahmed Haji was captured in the town"? A name of no place, caught and not the catcher."""
    token = arcs.tokens[argument.phrase.head]
    is_name = token.tag.startswith("NNP") and token.kind is None and argument.toponym is None
    return is_name and arcs.is_passive(at)


def _is_suspect(argument: Argument, arcs: Arcs) -> bool:
    """Is it "three suspected suppliers"? Whatever they are called, they are people."""
    before = arcs.tokens[argument.phrase.first : argument.phrase.head]
    return any(token.text.lower() in ("suspected", "alleged", "presumed") for token in before)


def is_place_like(word: str) -> bool:
    """Is it a word for what is held on the ground: a town, a hill, a post?"""
    return head_words("targets").get(word) in ("military", "transport", "office", "prison") or word in _PLACE_WORDS


_PLACE_WORDS = word_set(
    """
          town towns village villages city cities district districts area areas territory territories hill hills
    post posts     position positions province region control airport port locality localities neighborhood
    neighbourhood suburb suburbs     part parts island camp base bases stronghold site mine castle crossing
    capital ground hub outskirts valley oilfield oilfields field fields palace compound complex buildings building
    headquarters barracks garrison towns suburbs fort citadel peninsula border junction highway road bridge bridges
    airfield airbase refinery dam stadium district neighbourhoods neighborhoods street streets sector front
    """
)


_DEMONSTRATION_RIOT = re.compile(
    r"\b(?:students?|pupils?|protest\w*|demonstrat\w*|demand\w*|march\w*|rall(?:y|ies)|strik\w+|activists?|opposition)\b", re.I
)
_NO_DEMONSTRATION = re.compile(
    r"\b(?:brawl\w*|tawuran|fist ?fights?|prison\w*|inmates?|lynch\w*|thie(?:f|ves)|rival|land|ethnic|religious|each other|"
    r"groups of|between|"
    r"against (?:\w+ ){1,2}supporters)\b",
    re.I,
)
_CAUSE = re.compile(
    r"\b(?:over|(?:post-?)?elections?|after|against|following|because|in response to|denied|upholds?|called for|angr\w+|"
    r"police)\b",
    re.I,
)
_ONE_RIOT = re.compile(r"\ba (?:\w+ )?riot\b|\bgroup of rioters\b", re.I)
"""One riot is a brawl unless somebody demonstrates; riots, and people that riot, for a cause are a demonstration."""


def is_demonstration(action: str, words: str) -> bool:
    """Is a riot a demonstration that turned violent, and no brawl? By who riots and for what."""
    if action != "riot" or _NO_DEMONSTRATION.search(words):
        return False
    return bool(_DEMONSTRATION_RIOT.search(words) or (_CAUSE.search(words) and not _ONE_RIOT.search(words)))


_HARM = frozenset(
    ("kill", "injure", "die", "shoot", "torture", "sexual_violence", "clash", "bomb", "ied", "suicide_bomb", "grenade")
)
_FORCEFUL = frozenset(("attack", "seize_territory", "retake_territory", "offensive_start", "mob", "riot"))
TAKING = frozenset(("seize_territory", "retake_territory"))
_FORCED = frozenset(("seize", "capture", "overrun", "retake", "recapture", "conquer"))
_FOUGHT = frozenset(("attack", "repel", "shell", "airstrike", "drone_strike", "missile", "offensive_start", *_HARM))
_PROPERTY = ("arson", "destroy", "loot")


def _is_left(event: Event, lead: Told) -> bool:
    """Does the sentence say, before somebody takes the place, that others withdrew: "left Kidal, and rebels took charge"?"""
    return any(
        told.action == "withdraw"
        and told.is_real
        and told.sentence.index == lead.sentence.index
        and told.trigger.start_char < lead.trigger.start_char
        for told in event.told
    )


def event_action(event: Event, lead: Told, figures: Sequence[FigureMention]) -> str:
    """Which action is the folded event? An attack in which people are only taken is an abduction, one in which only
    things are harmed is destruction (ACLED codebook: abduction and looting without further violence); a place that is taken
    where the others withdrew, and nobody fought, is handed over."""
    real = [told.action for told in event.told if told.is_real and not told.is_topic]
    harmed = any((f.best or f.low or f.high or 0) > 0 and f.kind in ("killed", "injured") for f in figures)
    if lead.is_rubric or lead.action not in _FORCEFUL or harmed or _HARM & set(real):
        return lead.action
    if lead.action in ("mob", "riot"):
        return lead.action
    if "abduct" in real:
        return "abduct"
    if "arrest" in real and lead.action == "attack":
        return "arrest"
    hit_people = any(
        a.role in ("patient", "site") and a.actor is not None for t in event.told if t.action == "attack" for a in t.arguments
    )
    if lead.action in TAKING and lead.trigger.lemma not in _FORCED and _is_left(event, lead) and not _FOUGHT & set(real):
        return "transfer_territory"
    if lead.trigger.lemma in _FORCED and any(a.toponym is not None or is_place_like(a.head) for a in lead.arguments):
        return lead.action
    taken = next((action for action in _PROPERTY if action in real), None)
    if taken is not None and not hit_people and not {"control", "under"} & set(lead.trigger.lemma.split()):
        return taken
    return lead.action
