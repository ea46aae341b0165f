"""How one event looks in a terminal."""

from __future__ import annotations

from rich.table import Table

from schemas import ConflictEvent
from schemas.conflict_event import Fatalities


def deaths_text(toll: Fatalities) -> str:
    """The dead in a few characters: 9, ≥9, ≤300, 5-7, 0.

    >>> deaths_text(Fatalities(high=300, acled_value=300)), deaths_text(Fatalities(low=12, acled_value=12))
    ('≤300', '≥12')
    """
    if toll.best is not None:
        return str(toll.best)
    if toll.low is not None and toll.high is not None:
        return str(toll.low) if toll.low == toll.high else f"{toll.low}-{toll.high}"
    if toll.low is not None:
        return f"≥{toll.low}"
    return f"≤{toll.high}" if toll.high is not None else str(toll.acled_value)


def event_line(event: ConflictEvent) -> Table:
    """One event as a row that fits 80 columns: day, country, type, deaths, headline."""
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(width=10, no_wrap=True)
    row.add_column(width=2, no_wrap=True)
    row.add_column(width=4, justify="right", no_wrap=True)
    row.add_column(ratio=1)
    day = event.occurred.best_date or event.occurred.start
    dead = deaths_text(event.fatalities)
    mark = {"active": "", "merged": "[dim](merged)[/] ", "retracted": "[dim](retracted)[/] "}[event.record_status]
    again = f" [dim]r{event.revision}[/]" if event.revision > 1 else ""
    text = f"{mark}[bold]{event.sub_event_type}[/] {event.headline}{again}"
    row.add_row(
        str(day or "undated"),
        (event.place.country if event.place else None) or "--",
        f"[red]{dead}[/]" if dead != "0" else "0",
        text,
    )
    return row


def event_card(event: ConflictEvent) -> Table:
    """One event as field and value, a line each, for reading."""
    card = Table.grid(padding=(0, 2))
    card.add_column(style="bold", no_wrap=True)
    card.add_column()
    when, where = event.occurred, event.place
    rows = (
        ("event", f"{event.event_type} / {event.sub_event_type}"),
        (
            "when",
            f"{when.best_date or when.start or 'not said'} ({when.tense}; “{when.expression}”)"
            if when.expression
            else "not said",
        ),
        ("where", ", ".join(part for part in (where.name, where.admin1, where.country) if part) if where else "not said"),
        *((actor.role, f"{actor.name} (“{actor.raw}”)") for actor in event.actors),
        (
            "killed",
            f"{deaths_text(event.fatalities)} (“{event.fatalities.expression}”)"
            if event.fatalities.expression
            else "none mentioned",
        ),
        ("says", "; ".join(dict.fromkeys(claim.claimant for claim in event.claims if claim.claimant)) or "the article"),
    )
    for name, value in rows:
        card.add_row(name, value)
    return card
