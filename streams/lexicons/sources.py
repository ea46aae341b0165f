"""Outlets, agencies and claimants: whose voice is it, how is it affiliated, whose side does it take?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from schemas.annotations import ActorName, Toponym
from schemas.codes import Affiliation
from schemas.model import CountryCode
from streams.lexicons.actors import DemonymRow
from streams.lexicons.load import Cells, RegexText, Row, read_table

Aligned = Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+|state:(?:[A-Z]{2}|\{country\}))$")]

SourceKind = Literal[
    "agency",
    "newspaper",
    "broadcaster",
    "website",
    "monitor",
    "organisation",
    "government",
    "group_channel",
]


class SourceRow(Row):
    """An outlet or organisation with its domains and names. ``aligned_actor_id`` names the actor whose interest it serves:
    a row of the actor table, or ``state:XX`` for a government with all its forces."""

    name: str
    domains: Cells = ()
    aliases: Cells = ()
    country: CountryCode | None = None
    kind: SourceKind
    affiliation: Affiliation
    aligned_actor_id: Aligned | None = None

    @property
    def source_id(self) -> str:
        """Under which id does it go? Its name, folded."""
        return fold_name(self.name).replace(" ", "-")


class ClaimantRow(Row):
    """A pattern of words for a claimant. ``{country}`` in name and alignment is the country that the phrase names.

    The pattern is sought in the folded phrase (lower case, no accents, no dots). Rows are tried in order.
    """

    id: str
    pattern: RegexText
    name: str
    affiliation: Affiliation
    aligned_actor_id: Aligned | None = None
    example: str
    counterexample: str | None = None


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says so, resolved: canonical name, id, affiliation, and whose interest it serves."""

    name: str
    claimant_id: str
    affiliation: Affiliation
    aligned_actor_id: str | None = None
    country: str | None = None
    is_outlet: bool = False
    is_named: bool = False
    """A row of the source table or of the actors, not a class such as "residents"."""


def fold_name(text: str) -> str:
    """Which key do spellings of one name share? Lower case, without accents, dots and articles' marks.

    >>> fold_name("The A.F.P. news-agency"), fold_name("Al-Manar’s")
    ('afp news agency', 'al manar')
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).replace("’", "'")
    plain = re.sub(r"(?<=[a-z])\.(?=[a-z]\b)|(?<=\b[a-z])\.", "", plain)
    plain = re.sub(r"'s\b", "", plain)
    plain = re.sub(r"[^\w&+/]+", " ", plain).strip()
    return re.sub(r"^(?:the|an|a) ", "", plain)


@cache
def source_rows() -> tuple[SourceRow, ...]:
    """Which outlets and organisations are known?"""
    return read_table("sources", SourceRow)


@cache
def claimant_rows() -> tuple[ClaimantRow, ...]:
    """Which patterns of claimants are known?"""
    return read_table("claimants", ClaimantRow)


@cache
def _by_domain() -> dict[str, SourceRow]:
    return {domain: row for row in reversed(source_rows()) for domain in row.domains}


@cache
def _by_name() -> dict[str, SourceRow]:
    return {fold_name(name): row for row in reversed(source_rows()) for name in (*row.aliases, row.name)}


def resolve_outlet(name: str | None = None, domain: str | None = None) -> SourceRow | None:
    """Which outlet goes by this name or runs this site? The domain counts first, a subdomain as its parent.

    >>> resolve_outlet(domain="uk.reuters.com").name, resolve_outlet("A.F.P.").name, resolve_outlet("nobody")
    ('Reuters', 'AFP', None)
    """
    host = (domain or "").casefold().removeprefix("www.")
    while "." in host:
        if (row := _by_domain().get(host)) is not None:
            return row
        host = host.partition(".")[2]
    if not name:
        return None
    plain = re.sub(r"\s*\([^)]*\)", "", name)
    tries = (fold_name(name), fold_name(plain), _KIND_WORDS.sub("", fold_name(plain)).strip())
    return next((_by_name()[key] for key in tries if key in _by_name()), None)


_KIND_WORDS = re.compile(r"\b(?:news agency|newspaper|website|newswires?|tv|television|online|news|wire)$")


@cache
def _name_pattern() -> re.Pattern[str]:
    names = sorted((name for name in _by_name() if len(name) > 1), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@cache
def _claimant_patterns() -> tuple[tuple[ClaimantRow, re.Pattern[str]], ...]:
    return tuple((row, re.compile(rf"(?<!\w)(?:{row.pattern})(?!\w)")) for row in claimant_rows())


@cache
def _demonyms() -> tuple[DemonymRow, ...]:
    return read_table("demonyms", DemonymRow)


@cache
def _country_names() -> dict[str, str]:
    return {row.country: row.noun[0] for row in reversed(_demonyms()) if row.noun}


@cache
def _country_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for row in _demonyms():
        for name in (*row.adjective, *row.people, *row.noun):
            words.setdefault(fold_name(name), row.country)
    return words


def country_in(phrase: str) -> str | None:
    """Which country does the phrase name, by its name or adjective ("Russian", "in Yemen")? The first, by its longest name."""
    words = fold_name(phrase).split()
    for at in range(len(words)):
        for width in (4, 3, 2, 1):
            if at + width <= len(words) and (code := _country_words().get(" ".join(words[at : at + width]))):
                return code
    return None


def resolve_claimant(phrase: str, home: str | None = None) -> Claimant | None:
    """Who is the claimant that a phrase names? An outlet or organisation of the table, else the first pattern that fits.

    ``home``: the country to assume for "the defence ministry" where the phrase names none. ``None`` where no row knows it.

    >>> resolve_claimant("the Russian Defense Ministry").aligned_actor_id
    'state:RU'
    >>> resolve_claimant("an IS affiliated Amaq news agency").affiliation
    'armed_group_media'
    >>> resolve_claimant("local residents").name
    'residents'
    """
    folded = fold_name(phrase)
    if not folded:
        return None
    if (code := _country_words().get(folded)) is not None:
        return government_of(code)
    named = _named_source(phrase, folded)
    pattern = next(((row, found) for row, regex in _claimant_patterns() if (found := regex.search(folded))), None)
    if named is not None:
        row, length = named
        if pattern is None or row.kind == "group_channel" or length >= pattern[1].end() - pattern[1].start():
            is_outlet = row.kind in ("agency", "newspaper", "broadcaster", "website")
            return Claimant(
                row.name, row.source_id, row.affiliation, row.aligned_actor_id, row.country, is_outlet, is_named=True
            )
    return _from_pattern(pattern[0], country_in(phrase) or home) if pattern is not None else None


def home_country(actors: Sequence[ActorName], toponyms: Sequence[Toponym]) -> str | None:
    """Whose police are "the police"? The country that most names of the article point to."""
    codes = [name.country_hint for name in actors if name.country_hint]
    codes += [place.country for toponym in toponyms for place in toponym.candidates[:1] if place.country]
    return max(sorted(set(codes)), key=codes.count) if codes else None


def government_of(country: str) -> Claimant:
    """Which claimant is a country's government ("Russia said", "Washington denied")?"""
    name = _country_names().get(country, country)
    return Claimant(f"Government of {name}", f"government:{country}", "government_or_military", f"state:{country}", country)


_SHORT = 5


def _in_capitals(phrase: str, name: str) -> bool:
    return any(word[:1].isupper() and fold_name(word) == name for word in re.findall(r"[\w.]+", phrase))


def _named_source(phrase: str, folded: str) -> tuple[SourceRow, int] | None:
    """Which source of the table does the phrase name, and with how many characters? Short names count in capitals only."""
    best: tuple[SourceRow, int] | None = None
    for match in _name_pattern().finditer(folded):
        name = match.group()
        if len(name) <= _SHORT and folded != name and not _in_capitals(phrase, name):
            continue
        if best is None or len(name) > best[1]:
            best = _by_name()[name], len(name)
    return best


def _from_pattern(row: ClaimantRow, country: str | None) -> Claimant:
    in_name = "{country}" in row.name
    name = (
        row.name.replace("{country}", _country_names().get(country, country))
        if country
        else row.name.replace(" of {country}", "")
    )
    aligned = row.aligned_actor_id
    if aligned and "{country}" in aligned:
        aligned = aligned.replace("{country}", country) if country else None
    claimant_id = f"{row.id}:{country}" if country and (in_name or aligned) else row.id
    return Claimant(name, claimant_id, row.affiliation, aligned, country)
