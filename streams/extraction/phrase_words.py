"""The closed classes of words that the reader of noun phrases goes by."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


SINGULAR = _set("a an another each every")
"""Determiners of one."""
DEFINITE = _set("all both her his its my our that the their these this those your")
"""Determiners that point back."""
SINGLE_PRONOUNS = _set("herself him himself")
PLURAL_PRONOUNS = _set("others them themselves us")
PREPOSITIONS = _set(
    "about above across after against along amid among around as at because before behind below beside between by "
    "despite due during early east following for from in including inside into last late near north of on outside over "
    "overnight per since south than through to today toward towards under unlike until upon via west when where while "
    "with within without yesterday"
)
"""What may open a phrase that hangs on another one."""
CONJUNCTIONS = _set("& , and nor or plus")
RELATIVES = _set("that which who whom whose")
AUXILIARIES = _set(
    "am are be been being can could did do does get gets getting got had has have having is may might must "
    "shall should was wasn't were were's weren't will would"
)
BREAKS = _set("! -- . / : ; < > ? | – — …")
"""Where a clause ends."""
SAYS = _set(
    "added alleged alleges announced believe believed claim claimed claims confirmed confirms indicate indicated "
    "indicates report reported reports said say saying says show showed shows stated states suggest suggested suggests "
    "told wrote"
)
"""Verbs of saying: what follows is a clause of its own, what stands before "said" at the end is the source."""
UNITS = _set(
    "day days hour hours minute minutes month months occasion occasions second seconds time times week weeks year years"
)
SUBORDINATORS = _set(
    "after although as because before but if since that then though unless until when where whereas which while"
)
ADVERBS = _set(
    "again alive all allegedly already also apparently both dead either even eventually immediately initially instantly "
    "just later meanwhile never not now only reportedly so still subsequently then together"
)
"""Adverbs that may stand between an auxiliary and its verb."""
IRREGULAR = _set(
    "ambush attack attacks beat became become began blew blow blows bore broke brought burst came caught claim claims "
    "clash clashes drove erupt erupts fell fire fires fled fought found gave got held hit hits hurled include included "
    "includes kill kills known leave leaves led left lost made met occur occurs open opened opens put raid ran remain "
    "remains rode said saw say says sent set shot sought stole storm stormed storms strike strikes struck targeted threw "
    "told took took_place tried went"
)
"""Verb forms that their ending does not show."""
TIMES = _set(
    "afternoon april august december evening february friday instantly january july june monday morning night november "
    "october overnight saturday september sunday thursday today tonight tuesday wednesday yesterday"
)
ANIMALS = _set(
    "ambush operation operations attack attacks assault raid plan plans order orders strike strikes "
    "warrant coup mission search "
    "aircraft animal animals balloon buildings bulls camel camels cars cattle chickens cow cows dogs donkeys drone drones "
    "elephants goat goats heads helicopter helicopters homes horses house houses jet jets livestock plane planes sheep shops "
    "stray tank tanks trucks vehicle vehicles warplane warplanes"
)
"""What is killed, shot or executed and is no person."""
PERSONS = _set("he she they")
"""Subjects that point back to people."""
PRONOUNS = _set("he here himself i it she there they we what who you")
BEFORE_NOUN = _set(
    "additional bullet-riddled burnt charred civilian combat confirmed dead decomposed further human lifeless military "
    "minor more mutilated other reported serious severed soldier unidentified"
)
"""What stands between a number and a noun of harm."""
FAMILY = _set("her herself him himself")
OPENERS = _set("a an another her herself him himself his its their")
MODIFIERS = _set(
    "accused alleged armed injured masked presumed retired so-called suspected unarmed unidentified unknown wanted wounded"
)
BODIES = frozenset({"body", "corpse", "dead body", "bodies", "corpses", "dead bodies"})
GROUPS = _set("family group team crew party couple convoy gang band total")
