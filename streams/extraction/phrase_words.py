"""The closed classes of words that the reader of noun phrases goes by."""

from __future__ import annotations

from streams.lexicons.wordlist import word_set

SINGULAR = word_set("a an another each every")
"""Determiners of one."""
DEFINITE = word_set("all both her his its my our that the their these this those your")
"""Determiners that point back."""
SINGLE_PRONOUNS = word_set("herself him himself")
PLURAL_PRONOUNS = word_set("others them themselves us")
PREPOSITIONS = word_set(
    "about above across after against along amid among around as at because before behind below beside between by "
    "despite due during early east following for from in incl incl. including inside into last late near north of on "
    "outside over overnight per since south than through to today toward towards under unlike until upon via west "
    "when where while with within without yesterday"
)
"""What may open a phrase that hangs on another one."""
CONJUNCTIONS = word_set("& , and nor or plus")
RELATIVES = word_set("that which who whom whose")
AUXILIARIES = word_set(
    "am are be been being can could did do does get gets getting got had has have having is may might must "
    "shall should was wasn't were were's weren't will would"
)
BREAKS = word_set("! -- . / : ; < > ? | – — …")
"""Where a clause ends."""
SAYS = word_set(
    "added alleged alleges announced believe believed claim claimed claims confirmed confirms indicate indicated "
    "indicates report reported reports said say saying says show showed shows stated states suggest suggested suggests "
    "told wrote"
)
"""Verbs of saying: what follows is a clause of its own, what stands before "said" at the end is the source."""
UNITS = word_set(
    "day days hour hours minute minutes month months occasion occasions second seconds time times week weeks year years"
)
SUBORDINATORS = word_set(
    "after although as because before but if since that then though unless until when where whereas which while"
)
ADVERBS = word_set(
    "again alive all allegedly already also apparently both dead either even eventually immediately initially instantly "
    "just later meanwhile never not now only reportedly so still subsequently then together"
)
"""Adverbs that may stand between an auxiliary and its verb."""
IRREGULAR = word_set(
    "ambush attack attacks beat became become began blew blow blows bore broke brought burst came caught claim claims "
    "clash clashes drove erupt erupts fell fire fires fled fought found gave got held hit hits hurled include included "
    "includes kill kills known leave leaves led left lost made met occur occurs open opened opens put raid ran remain "
    "remains rode said saw say says sent set shot sought stole storm stormed storms strike strikes struck targeted threw "
    "told took took_place tried went"
)
"""Verb forms that their ending does not show."""
TIMES = word_set(
    "afternoon april august december evening february friday instantly january july june monday morning night november "
    "october overnight saturday september sunday thursday today tonight tuesday wednesday yesterday"
)
ANIMALS = word_set(
    "ambush operation operations attack attacks assault raid plan plans order orders strike strikes "
    "warrant coup mission search "
    "aircraft animal animals balloon buildings bulls camel camels cars cattle chickens cow cows dogs donkeys drone drones "
    "elephants goat goats heads helicopter helicopters homes horses house houses jet jets livestock plane planes sheep shops "
    "stray tank tanks trucks vehicle vehicles warplane warplanes"
)
"""What is killed, shot or executed and is no person."""
PERSONS = word_set("he she they")
"""Subjects that point back to people."""
PRONOUNS = word_set("he here himself i it she there they we what who you")
BEFORE_NOUN = word_set(
    "additional bullet-riddled burnt charred civilian combat confirmed dead decomposed further human lifeless military "
    "minor more mutilated other reported serious severed soldier unidentified"
)
"""What stands between a number and a noun of harm."""
FAMILY = word_set("her herself him himself")
OPENERS = word_set("a an another her herself him himself his its their")
MODIFIERS = word_set(
    "accused alleged armed injured masked presumed retired so-called suspected unarmed unidentified unknown wanted wounded"
)
BODIES = frozenset({"body", "corpse", "dead body", "bodies", "corpses", "dead bodies"})
GROUPS = word_set("family group team crew party couple convoy gang band total")
