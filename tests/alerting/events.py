"""An event that a rule may meet, and rules as an operator writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas import Alert, ConflictEvent
from schemas.conflict_event import Fatalities, Occurred, Place, Source
from streams.alerting import AlertBook, Rule, raise_alerts, read_rules

NOW = datetime(2024, 5, 2, 9, tzinfo=UTC)
DOUENTZA = Place(
    name="Douentza",
    raw="Douentza",
    country="ML",
    admin1="Mopti",
    lat_deg=15.0,
    lon_deg=-2.95,
    radius_km=5,
    precision_acled=1,
    where_prec=1,
)
MOPTI = DOUENTZA.model_copy(update={"name": "Mopti", "lat_deg": 14.5, "lon_deg": -4.2, "radius_km": 120, "where_prec": 4})
MALI = Place(name="Mali", raw="Mali", country="ML", where_prec=6)


def event(
    on: date | None = date(2024, 5, 1), deaths: int | None = 3, published_at: datetime | None = NOW, **changes: Any
) -> ConflictEvent:
    fields: dict[str, Any] = {
        "event_id": "e1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "occurred": Occurred(start=on, end=on, best_date=on),
        "place": DOUENTZA,
        "fatalities": Fatalities(best=deaths),
        "severity": 3,
        "region": "west_and_central_africa",
        "headline": "Three killed",
        "notes": "",
        "sources": (Source(article_id="a1", published_at=published_at, content_sha256="0"),),
        "pipeline_version": "1",
        "lexicon_version": "1",
        "created_at": NOW,
        "updated_at": NOW + timedelta(minutes=5),
    }
    return ConflictEvent(**{**fields, **changes})


def rules(when: str = "least_deaths: 1", **fields: str) -> tuple[Rule, ...]:
    """One rule with these conditions, and these fields beside them, each as YAML in one line."""
    more = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    return read_rules(f"rules:\n  - id: r\n    when: {{{when}}}\n{more}", "rules.yaml")


def told(book: AlertBook, seen: ConflictEvent, by: tuple[Rule, ...], **known: Any) -> list[Alert]:
    """Which alerts does the revision raise? Noted in the book, as the worker does."""
    alerts = raise_alerts(seen, book, by, **known)
    for alert in alerts:
        book.absorb(alert)
    return list(alerts)
