"""The command by which an analyst corrects an event."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any, get_args

import orjson
import typer

from streams.commands.live import Bootstrap, Prefix, connected_settings
from streams.commands.output import USAGE, fail, people


def correct(
    event_id: Annotated[str, typer.Argument(help="The event's id.")],
    action: Annotated[str, typer.Argument(help="confirm, reject, merge, split or set.")],
    rest: Annotated[
        list[str] | None, typer.Argument(help="set: FIELD VALUE; merge: the other event's id; split: ids of articles.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who says so; shown in the provenance.")] = "",
    note: Annotated[str | None, typer.Option(help="Why.")] = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Correct an event: the word is published, applied by the linker, shown in the provenance, and kept in a replay."""
    from schemas.correction import Correction, CorrectionAction
    from streams.correcting import publish_correction
    from streams.linking.corrections import SETTABLE

    words = rest or []
    if action not in get_args(CorrectionAction):
        fail(f"{action!r} is none of {', '.join(get_args(CorrectionAction))}", code=USAGE)
    if not by:
        fail("say who corrects it with --by NAME", code=USAGE)
    wanted = {"set": 2, "merge": 1, "confirm": 0, "reject": 0}.get(action)
    if (wanted is not None and len(words) != wanted) or (action == "split" and not words):
        fail("set takes FIELD VALUE, merge one event id, split article ids, confirm and reject nothing", code=USAGE)
    if action == "set" and words[0].split(".")[0] not in SETTABLE:
        fail(f"{words[0]} can not be set; one of {', '.join(sorted(SETTABLE))}", code=USAGE)
    correction = Correction(
        correction_id="",
        event_id=event_id,
        action=action,
        field=words[0] if action == "set" else None,
        value=_value(words[1]) if action == "set" else None,
        other_event_id=words[0] if action == "merge" else None,
        article_ids=tuple(words) if action == "split" else (),
        by=by,
        note=note,
        made_at=datetime.now(UTC),
    )
    event = asyncio.run(publish_correction(connected_settings(bootstrap, prefix), correction))
    people.print(f"{action}: {event.headline}", highlight=False)


def _value(text: str) -> Any:
    """JSON where it is JSON (12, null, "x"), else the text itself."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
