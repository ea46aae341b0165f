"""The closed vocabularies of the record: ACLED's, UCDP's, NATO's and our own terms.

Each is a ``Literal``, so that a misspelt code is a type error here and a validation error on the wire.
The type and sub-event strings are ACLED's, spelt as its exports spell them.
"""

from __future__ import annotations

from typing import Literal

EventType = Literal[
    "Battles",
    "Protests",
    "Riots",
    "Explosions/Remote violence",
    "Violence against civilians",
    "Strategic developments",
]

SubEventType = Literal[
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Armed clash",
    "Excessive force against protesters",
    "Protest with intervention",
    "Peaceful protest",
    "Violent demonstration",
    "Mob violence",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
]

DisorderType = Literal["Political violence", "Demonstrations", "Strategic developments"]

ModalityValue = Literal["actual", "negated", "denied", "threatened", "planned", "hypothetical", "failed"]
"""Did it happen? ``actual`` it did, as far as the text says; ``failed`` it was tried and did not succeed."""

Tense = Literal["current", "background", "future"]

InterCode = Literal[1, 2, 3, 4, 5, 6, 7, 8]
"""ACLED: 1 state forces, 2 rebel group, 3 political militia, 4 identity militia, 5 rioters, 6 protesters,
7 civilians, 8 external or other forces."""

ActorRole = Literal["actor1", "actor2", "associated1", "associated2"]

Affiliation = Literal[
    "wire",
    "independent",
    "state_media",
    "government_or_military",
    "armed_group_media",
    "activist_monitor",
    "igo_ngo",
    "aggregator",
    "unknown",
]

Proposition = Literal["occurrence", "casualties", "control", "responsibility"]
Stance = Literal["asserts", "denies", "confirms", "retracts", "questions"]
Evidentiality = Literal["direct", "official_statement", "second_hand", "unattributed_hedge", "inferred"]
Corroboration = Literal["single_source", "corroborated", "contested"]
RecordStatus = Literal["active", "retracted", "merged"]
PubStatus = Literal["usable", "withheld", "canceled"]
TextConfidence = Literal["full", "summary"]
"""``summary``: the feed carried an abstract only, so absence of a fact says little."""

Outcome = Literal["events", "no_event", "copy", "language", "withheld", "too_late", "dead_letter"]

Stage = Literal["intake", "extract", "enrich", "link", "alert", "deliver"]

FigureKind = Literal["killed", "injured", "captured", "displaced", "arrested", "force_size"]
"""``captured`` counts the abducted too; ``force_size`` is a strength and never a toll."""

Side = Literal["a", "b", "civilian", "unknown"]
"""Whose dead: ``a`` is actor1's side, ``b`` actor2's."""

LinkRegion = Literal[
    "levant",
    "gulf_and_iran",
    "north_africa",
    "west_and_central_africa",
    "east_and_southern_africa",
    "europe_and_caucasus",
    "south_and_central_asia",
    "east_asia_and_pacific",
    "americas",
    "unlocated",
]
"""The partitions of linking, in partition order; rows are only ever appended (`streams/lexicons/data/regions`)."""
