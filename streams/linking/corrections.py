"""What did analysts change? Their word is input like an article's: applied in order, the same in every replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from pydantic import ValidationError

from schemas.codec import OPTIONS
from schemas.conflict_event import ConflictEvent, EventContent, Provenance
from schemas.correction import Correction

CONFIRMED_TAG = "confirmed"

SETTABLE = frozenset(EventContent.model_fields) - {"claims", "provenance"} | {"headline", "notes", "admiralty", "corroboration"}
"""Fields of the content that an analyst may set; claims and evidence are the articles' own."""


def in_order(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """In which order do corrections apply? By when they were made; of one instant, by id."""
    return tuple(sorted(corrections, key=lambda correction: (correction.made_at, correction.correction_id)))


def amend(event: ConflictEvent, corrections: Sequence[Correction]) -> ConflictEvent:
    """Which record do the corrections leave? A value that the field can not hold changes nothing and says so in the
    provenance; the last correction of a field stands."""
    for correction in corrections:
        if correction.action == "confirm":
            tags = tuple(sorted({*event.tags, CONFIRMED_TAG}))
            event = event.model_copy(update={"tags": tags, "provenance": (*event.provenance, _row(correction, "event"))})
        elif correction.action == "set" and correction.field:
            changed = set_field(event, correction.field, correction.value)
            rule = "correction" if changed is not None else "correction.refused"
            base = changed or event
            event = base.model_copy(update={"provenance": (*base.provenance, _row(correction, correction.field, rule))})
    return event


def set_field(event: ConflictEvent, field: str, value: Any) -> ConflictEvent | None:
    """Which record has this value in this field ("fatalities.best")? ``None`` where the field is none of the content's, or
    the value is not one that it can hold."""
    path = field.split(".")
    if path[0] not in SETTABLE:
        return None
    content = event.model_dump()
    inner: Any = content
    for name in path[:-1]:
        if not isinstance(inner, dict):
            return None
        if inner.get(name) is None:
            inner[name] = {}
        inner = inner[name]
    if not isinstance(inner, dict):
        return None
    inner[path[-1]] = value
    try:
        return ConflictEvent.model_validate_json(orjson.dumps(content, option=OPTIONS))
    except (ValidationError, TypeError):
        return None


def _row(correction: Correction, field: str, rule: str = "correction") -> Provenance:
    said = correction.note or ""
    return Provenance(
        field=field,
        article_id=f"correction:{correction.correction_id}",
        text_sha256="",
        rule_id=f"{rule}:{correction.action} by {correction.by}",
        part="body",
        start_char=0,
        end_char=len(said),
        quote=said,
    )
