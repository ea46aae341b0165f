"""The cues that decide whether harm is told as done: unreal, a reason for protest, a reaction, a toll."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    return "|".join(word.replace("_", r"\s+") for word in words.split())


UNREAL = re.compile(
    r"\b(?P<cue>"
    + _any(
        r"would could may might can will not never without nearly almost narrowly failed_to accused_of suspected_of "
        r"charged_with convicted_of guilty_of responsible_for blamed_for suspicion_of involved_in "
        r"planning plotting threaten\w* vow\w* "
        r"attempt\w* tried trying want\w* order\w* intend\w* conspiracy plot"
    )
    + r")(?:\s+(?:to|of|have|be|been|the|and|who|allegedly))*\s*$",
    re.IGNORECASE,
)
"""Right before the phrase of fate: it did not happen, or is only charged."""

ACCUSED = re.compile(r"(?:accused|suspected|charged|convicted|guilty|responsible|blamed|involved)", re.IGNORECASE)
"""Of these charges the harm itself is told where it has a number ("accused of killing seven people")."""

REACTION = re.compile(
    r"\b(?:"
    + _any(
        r"over protest\w* against condemn\w* demand\w* aveng\w+ denounc\w+ revenge retaliat\w+ investigat\w+ "
        r"connection_with connection_to linked_to links?_to response_to reaction_to for since after following "
        r"anniversary_of trial justice about "
        r"commemorat\w+ mourn\w* alleged due_to"
    )
    + r")(?:\s+(?:"
    + _any("for of to the a an alleged recent brutal unlawful extrajudicial their police by in with against mugging and")
    + r"))*\s*$",
    re.IGNORECASE,
)
"""Right before "the killing of": what people react to."""

CLAIMED = re.compile(r"\bclaim\w*\s+(?:the\s+)?responsibility\s+(?:for|of)\b[^.;]*$", re.IGNORECASE)
"""Right before "the killing of": those who say so did it."""

PROTEST = re.compile(
    r"\b(?:"
    + _any(
        r"protest\w* demonstrat\w* rall(?:y|ied) march(?:ed)? riot\w* sit-in on_strike block(?:ed|aded?|ing)? barricad\w* "
        r"vigil demand\w* compensation memorial honou?r mourn\w* burned_down ransack\w*"
    )
    + r")\b",
    re.IGNORECASE,
)
CAUSE = re.compile(
    r"\b(?:"
    + _any(
        r"after who that which because over against demand\w* following for response honou?r memory "
        r"compensation whose since"
    )
    + r")\b",
    re.IGNORECASE,
)
TURN = re.compile(
    r"[,;]\s*(?:and|but|in\s+which|during\s+which|where|when|leaving|with)\b|\b(?:"
    + _any(
        r"in_which during_which when clash\w* opened_fire fired police soldiers security_forces left turned_violent at_least"
    )
    + r")\b|[.;]",
    re.IGNORECASE,
)
"""Between a protest word and the phrase of fate: the story has moved on to what happened there."""

CAUSE_FIRST = re.compile(r"\s*(?:\S+\s+){0,3}?(?:after|following|since)\b", re.IGNORECASE)

LIFE_VERBS = re.compile(r"\b(?:claim\w*|lost|los(?:e|es|ing)|loss|cost|took|taken|taking|snuffed)\b", re.IGNORECASE)
SOME_DEATHS = re.compile(
    r"(?:deaths|fatalities)\s+(?:(?:were|have\s+been|are|being)\s+)?(?:also\s+)?(?:reported|recorded|confirmed|registered)\b",
    re.IGNORECASE,
)
"""A plural without a number: "deaths were reported"."""
NO_DEATHS = re.compile(r"\b(?:no|not|nor|without|zero|any|unknown|unconfirmed|unclear|if)\b[^.;]{0,40}$", re.IGNORECASE)
LED_TO = re.compile(
    r"\b(?:" + _any(r"lead\w*_to led_to result\w*_in caus\w+ bled_to fell_to plung\w+_to burn\w*_to") + r")\s*$", re.IGNORECASE
)
"""Right before "his death": what was done to him killed him."""
FOUND = re.compile(
    r"\b(?:"
    + _any(
        r"found discover\w* recover\w* retriev\w* extract\w* dump\w* unearth\w* lying lay remain\w* seen strewn littered "
        r"floating pulled exhum\w* "
        r"collected brought"
    )
    + r")\b",
    re.IGNORECASE,
)
SENTENCED = re.compile(r"\b(?:sentenc|condemn|penalt)\w*", re.IGNORECASE)
GOES_ON = re.compile(r"\b(?:on|proceed\w*|manag\w+|began|continu\w+)\s+to\s*$", re.IGNORECASE)

TOLL = re.compile(
    r"\b(?:(?P<toll>death\s+toll|toll|death\s+count|body\s+count|number\s+of\s+(?:dead|deaths|fatalities|casualties|victims|martyrs"
    r"|(?:\w+\s+){1,3}?(?:killed|dead)))\b[^.;]{0,140}?(?:\bto|\bat|\bof|\bis|\bwas|\breached|\bhit|[:=])"
    r"|(?P<label>(?:fatalities|deaths)\s*(?:[:=–—-]|(?=\d|$))|(?:dead|killed|injured|wounded|injuries)\s*[:=])"
    r"|(?P<coded>fatalities|deaths)\s+(?:were\s+|are\s+)?(?:coded|recorded|estimated|reported|put)\s+(?:as|at)"
    r"|(?<=\()(?P<bracket>coded)\s+(?:as|at))\s*$",
    re.IGNORECASE,
)
"""Right before a number: it is a toll, a labelled number, or a number recorded for an unknown one."""

NAMED = re.compile(
    r"(?P<label>\b(?:names?|list)\s+of\s+(?:some\s+of\s+)?(?:the\s+)?(?:\w+\s+){0,2}?(?:martyrs|victims|dead|killed|deceased)\b[^:\n]{0,80}:)"
    r"[ \t]*(?P<list>(?:\n[ \t]*(?:[^\w\s#@]|\d{1,2}[.)-])[ \t]*[^\W\d_][^\n]{2,80})+)",
    re.IGNORECASE,
)
"""A label with the names of the dead below it, one a line."""

BRINGING = re.compile(r"\b(?:bring\w*|brought|rais\w+|tak\w+|push\w*)\b[^.;]{0,80}$", re.IGNORECASE)
NO_FIGURE = re.compile(
    r"\b(?:no|not\s+\w+\s+any|without)\s+(?:\w+\s+)?(?:figures?|numbers?|counts?|estimates?|word|details|toll)\b[^.;]{0,25}"
    r"\b(?:people|those|civilians|soldiers|fighters)\s+(?:who\s+were\s+)?$",
    re.IGNORECASE,
)
WAR_TOTAL = re.compile(
    r"\b(?:ha(?:s|ve|d)|'ve)\b[^.;]{0,90}?\b(?:kill|die|claim|cost|perish|displac|uproot|wound|injur|left|lost|slain|murder|massacr)\w*"
    r"[^.;]{0,120}?\b(?:since\s+(?:the\s+|its\s+)?(?:early|late|mid|\w+\s+of|\w+\s+began|(?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)(?:\s+of)?)?[\s-]*(?:19|20)\d\d"
    r"|since\s+(?:the\s+|its\s+|a\s+)?(?:[\w-]+\s+){0,2}?(?:start|beginning|outbreak|onset|conflict|war|uprising|insurgency|revolution|crisis"
    r"|invasion|coup|revolt|rebellion|it\s+began|they\s+began)\b"
    r"|in\s+(?:the|a|an|its|their)\s+(?:[\w-]+\s+){0,3}?(?:war|conflict|insurgency|uprising|campaign|rebellion|revolt|jihad)\b"
    r"|(?:over|in|during)\s+(?:the\s+)?(?:past|last)\s+(?:\w+\s+)?(?:years?|decades?)\b|years\s+of\s+\w+|so\s+far\s+this\s+year|this\s+year\b)"
    r"|\b(?:war|conflict|insurgency|uprising|revolt|rebellion|crisis),?\s+(?:that|which)\s+ha[sd]\s+(?:\w+\s+)?(?:kill|claim|cost|left|displac)\w*"
    r"|\b(?:weeks|months|years|decades)\s+of\s+(?:\w+\s+)?(?:fighting|war|conflict|violence|hostilities|bloodshed|unrest|insurgency)\b"
    r"[^.;]{0,60}?\b(?:kill|cost|claim|left|displac)\w*"
    r"|\bsince\s+(?:the\s+\w+\s+(?:began|started|erupted)|(?:19|20)\d\d)[^.;]{0,80}?\bha(?:s|ve)\b[^.;]{0,60}?\b(?:kill|die|displac)\w*",
    re.IGNORECASE,
)
"""The toll of a whole war or year ("have been killed since 2011"), which is no event's."""

OF_A_PERIOD = re.compile(
    r"\b(?:over|in|for|during|of) the (?:whole |entire |past |last )?(?:\w+ )?(?:weekend|week|month|days|weeks|months)\b", re.I
)
"""A toll that is of more than one day: "the weekend as a whole left 44 dead"."""
BRINGING_TO = re.compile(r"\b(?:bring\w*|brought|rais\w+|tak\w+|push\w*)\s+to\s*$", re.IGNORECASE)
DEAD_AFTER = re.compile(
    r"\s+(?:the\s+(?:number\s+of\s+)?(?:dead|deaths|fatalities|death\s+toll|toll)|those\s+killed)\b", re.IGNORECASE
)

BESIDES = re.compile(
    r"\b(?:in\s+addition\s+to|besides|apart\s+from|aside\s+from|not\s+(?:including|counting)|excluding|along\s+with|as\s+well\s+as)\s+"
    r"(?P<who>(?:(?:the\s+deaths?\s+of\s+)?(?P<det>the|a|an)\s+)?(?:(?P<num>\w+)\s+)?(?:total\s+)?(?:male\s+|female\s+)?(?:suicide\s+)?"
    r"(?P<noun>bomber|attacker|assailant|perpetrator|gunman|militant|insurgent|terrorist|fighter)(?P<plural>s)?|(?P<men>the\s+gunmen))\b",
    re.IGNORECASE,
)
"""The attackers' own dead, told apart from the rest: "in addition to the bomber, seven people were killed"."""

SHARED = re.compile(
    r"\b(?:across|over|in|during|from)\s+(?:(?P<both>both)|(?:all|the|these|this\s+and)\s+(?:of\s+the\s+)?(?P<num>\w+)(?:\s+of\s+the)?)\s+"
    r"(?:(?:other|local|related|separate|coordinated|similar|suicide|car|bomb)\s+)*(?:of\s+the\s+|the\s+)?"
    r"(?:attacks?|blasts?|explosions?|events?|incidents?|raids?|assaults?|bombings?|clashes|locations?|strikes?|days|villages|attempts|shootings?)\b"
    r"|\b(?:fatalities|deaths|casualties)\s+(?:are\s+|were\s+)?(?:split|divided|spread)\s+(?:evenly\s+)?(?:between|across|over|among|into)\s+"
    r"(?:the\s+|these\s+)?\(?(?P<num2>\w+)\b",
    re.IGNORECASE,
)
"""A toll over several events: "across all three attacks"."""
SHARED_PLAIN = frozenset(["both", "events", "incidents", "attacks", "locations", "places", "sites", "villages", "areas"])
"""What a toll is split between where no number is given: two at least."""
OVER_DAYS = re.compile(
    r"\b(?:over|during|across|throughout|for|within)\s+(?:the\s+course\s+of\s+|a\s+period\s+of\s+|the\s+)?(?P<num>\w+)\s+"
    r"(?:consecutive\s+|straight\s+)?days\b|\b(?:over|during)\s+a\s+(?P<num2>\w+)[\s-]day\s+(?:period|span)\b",
    re.IGNORECASE,
)
"""A toll over several days: "killed over four days"."""
ACROSS_PLAIN = re.compile(
    r"\bacross\s+(?:the\s+)?(?:blasts|attacks|explosions|events|incidents|raids|assaults)\b", re.IGNORECASE
)
ONE_OF = re.compile(
    r"\bone\s+of\s+(?P<num>\w+)\s+(?:\w+\s+)*?(?:attacks|blasts|bombings|events|incidents|raids|assaults|explosions)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"[^.;]{0,50}?\b(?:coded|recorded|counted)\s+(?:separately|elsewhere|in\s+(?:an)?other)\b", re.IGNORECASE
)
"""Right after a figure: it belongs to another record."""

TOTAL_AFTER = re.compile(
    r"\s+total\s+(?:fatalities|deaths|dead|killed)\b|\s+(?:deaths|fatalities|dead|(?:people\s+)?killed)\s+(?:in\s+)?total\b",
    re.IGNORECASE,
)
"""Right after a number: the total of all that was told."""

EACH_SIDE = re.compile(
    r"(?:\s+(?!and\b|while\b)[\w-]+){0,4}?\s+(?:(?:on|from|for)\s+(?:each|either)\s+(?:of\s+the\s+)?(?:two\s+)?(?:sides?|group|clan|party)|each)\b",
    re.IGNORECASE,
)
"""Right after a figure: it holds for each of two sides."""
LATER = re.compile(
    r"\s+(?:(?:(?:of\s+(?:them|whom)|others?|more|people|persons?)\s+)?fatally(?=[.,;)]|\s+(?:and|in|by|at|on)\b)"
    r"|(?:(?:others?|more)\s+)?(?:later\s+)?(?:in|at)\s+(?:the\s+|a\s+)?(?:\w+\s+)?(?:hospital|clinic)\b)",
    re.IGNORECASE,
)
"""Right after a number: those who died besides, without a verb of their own ("two fatally", "and one later in hospital")."""
BRACKET = re.compile(r"\([^()]{4,160}\)|\[[^\[\]]{4,160}\]")
"""What is told aside, by sentences of its own."""
