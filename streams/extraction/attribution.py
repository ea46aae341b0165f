"""Who says so: sources, cues and contents of a text's attributions, the source resolved to a claimant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from schemas.annotations import ActorName, Attribution, Toponym
from schemas.codes import Evidentiality, Stance
from schemas.evidence import Quote, TextPart
from streams.extraction.arcs import Arcs
from streams.extraction.attribution_reading import Chars, Reading
from streams.extraction.attribution_readings import read_arcs
from streams.extraction.attribution_shallow import read_colon, read_words
from streams.extraction.document import ParsedSentence
from streams.extraction.quotations import Quotation, find_quotations
from streams.lexicons.actors import actor_table
from streams.lexicons.sources import Claimant, country_in, fold_name, government_of, home_country, resolve_claimant

GAP_CHARS = 90
"""Most code points between a cue and a quotation behind it: "he said in an interview with state television on Monday:" """

FULL_QUOTATION_WORDS = 4
"""A quotation of fewer words, without a stop or comma inside its end, is a quoted phrase inside reported speech."""


def find_attributions(
    text: str,
    part: TextPart,
    sentences: Sequence[ParsedSentence],
    actors: Sequence[ActorName],
    toponyms: Sequence[Toponym],
) -> tuple[Attribution, ...]:
    """Who says what in this text, in order of the cues?

    Parsed sentences are read by their arcs, the others by words and quotation marks. A quotation that runs over several
    sentences or paragraphs is one content. Beliefs, wishes and judgements are told apart by ``rule_id``, which begins
    with ``speech``, ``finding``, ``hedge``, ``belief``, ``intent`` or ``evaluation``: only the first three make claims.
    ``actors`` and ``toponyms`` name the country that "the army" belongs to, where the phrase itself does not.
    """
    quotations = find_quotations(text)
    found: list[tuple[ParsedSentence, Reading]] = []
    for sentence in sentences:
        readings = list(read_colon(text, sentence))
        if sentence.is_parsed:
            readings += read_arcs(Arcs(sentence))
        else:
            readings += read_words(text, sentence)
        found += [(sentence, reading) for reading in readings]
    quoted = _with_quotations(text, sentences, found, quotations)
    ordered = sorted(quoted, key=lambda item: (item[1].cue, item[1].rule))
    resolver = _Resolver(text, part, actors, toponyms)
    attributions = [_attribution(text, part, sentence, reading, resolver) for sentence, reading in ordered if reading.content]
    return tuple(attributions)


# ---- quotations


def _with_quotations(
    text: str,
    sentences: Sequence[ParsedSentence],
    found: Iterable[tuple[ParsedSentence, Reading]],
    quotations: Sequence[Quotation],
) -> list[tuple[ParsedSentence, Reading]]:
    """The readings with direct speech as their content where a quotation stands beside the cue."""
    items = list(found)
    own_cues = [reading.cue[0] for _, reading in items if reading.source and reading.takes_quote]
    results: list[tuple[ParsedSentence, Reading]] = []
    for sentence, reading in items:
        if _inside(reading.cue, quotations):
            continue
        if not reading.takes_quote:
            results.append((sentence, reading))
            continue
        content = _quoted_content(text, sentence, reading, quotations)
        if content is not None:
            content = _continued(text, content, sentence, reading, quotations, own_cues)
            results.append((sentence, replace(reading, content=content)))
        else:
            results.append((sentence, reading))
    return results


def _inside(span: Chars, quotations: Sequence[Quotation]) -> bool:
    return any(q.start_char < span[0] and span[1] < q.end_char for q in quotations)


def _is_full(text: str, quotation: Quotation) -> bool:
    inner = text[quotation.start_char + 1 : quotation.end_char - 1]
    return len(inner.split()) >= FULL_QUOTATION_WORDS or inner.rstrip().endswith((",", ".", "!", "?", "…"))


def _quoted_content(text: str, sentence: ParsedSentence, reading: Reading, quotations: Sequence[Quotation]) -> Chars | None:
    """Which quotation is the content? One right before source and cue, else one right behind them."""
    parts = [reading.cue, *([reading.source] if reading.source else [])]
    first, last = min(start for start, _ in parts), max(end for _, end in parts)
    before = [q for q in quotations if q.end_char <= first and not re.search(r"[^\s,–—-]", text[q.end_char : first])]
    behind = [q for q in quotations if q.start_char >= last and _leads_to(text[last : q.start_char])]
    for quotation in (*before[-1:], *behind[:1]):
        if not _is_full(text, quotation):
            continue
        span = quotation.start_char, quotation.end_char
        if reading.content and reading.content[0] < span[1] and span[0] < reading.content[1]:
            covered = min(span[1], reading.content[1]) - max(span[0], reading.content[0])
            if (
                covered < 0.4 * (reading.content[1] - reading.content[0])
                and span[1] - span[0] < reading.content[1] - reading.content[0]
            ):
                return min(span[0], reading.content[0]), max(span[1], reading.content[1])
        return span
    if reading.content:
        for quotation in quotations:
            if quotation.start_char < reading.content[1] < quotation.end_char and quotation.start_char > reading.content[0]:
                return reading.content[0], quotation.end_char
    return None


def _leads_to(gap: str) -> bool:
    stripped = gap.strip()
    if not stripped:
        return True
    if len(gap) > GAP_CHARS or "\n" in stripped:
        return False
    return stripped.endswith((":", ",")) or stripped in ("that", "-", "—", "–")


def _continued(
    text: str,
    content: Chars,
    sentence: ParsedSentence,
    reading: Reading,
    quotations: Sequence[Quotation],
    own_cues: Sequence[int],
) -> Chars:
    """The content with the quotations that go on behind the cue: ' "A," he said. "B." ' is one content."""
    start, end = content
    at = max(end, reading.cue[1], reading.source[1] if reading.source else 0)
    for quotation in quotations:
        if quotation.start_char < at:
            continue
        gap = text[at : quotation.start_char]
        crosses = "\n" in gap.strip(" ")
        joins = (
            quotation.continues if crosses else len(gap) <= GAP_CHARS and bool(re.fullmatch(r"[^.!?\n]{0,80}[.,;:]?\s*", gap))
        )
        is_own = any(at <= cue < quotation.start_char for cue in own_cues) or any(
            0 <= cue - quotation.end_char < 60 and not re.search(r"[.!?]\s", text[quotation.end_char : cue]) for cue in own_cues
        )
        if not joins or is_own or not _is_full(text, quotation):
            break
        end = max(end, quotation.end_char)
        start = min(start, quotation.start_char)
        at = quotation.end_char
    return start, end


# ---- who is it


_PRONOUNS = frozenset({"he", "she", "they", "it", "who", "which", "that", "we", "i", "you", "his", "her", "their", "its"})
_ANAPHORA = re.compile(
    r"(?:the |this |that )?(?:statement|report|source|sources|outlet|agency|official|spokes(?:man|woman|person)|ministry"
    r"|centre|center|group|monitor|observatory|newspaper|general|minister|president|commander|officer|activist|resident|witness|police|army)"
)


class _Resolver:
    """Resolves sources in reading order: pronouns and "the ministry" go back to the claimant before."""

    def __init__(self, text: str, part: TextPart, actors: Sequence[ActorName], toponyms: Sequence[Toponym]) -> None:
        self._text = text
        self._actors = [name for name in actors if name.part == part]
        self._toponyms = [toponym for toponym in toponyms if toponym.part == part]
        self._last: Claimant | None = None
        self._people: dict[str, Claimant] = {}
        self._home = home_country(actors, toponyms)

    def resolve(self, span: Chars | None) -> Claimant | None:
        """Who is this source?"""
        if span is None:
            return None
        phrase = self._text[span[0] : span[1]]
        folded = fold_name(phrase)
        if folded in _PRONOUNS and not (phrase.isupper() and len(phrase) > 1):
            return self._last if folded in _BACKWARD else None
        claimant = self._named(phrase, span)
        if self._last is not None and re.fullmatch(_ANAPHORA, folded):
            is_same = claimant is None or claimant.affiliation in (self._last.affiliation, "unknown")
            if is_same and folded.split()[-1] not in ("police", "army", "resident", "witness"):
                return self._last
        names = _person_names(phrase)
        if claimant is None and names:
            claimant = self._people.get(names[-1])
        if claimant is not None and names:
            self._people.setdefault(names[-1], claimant)
        if claimant is not None or names:
            self._last = claimant
        return claimant

    def _named(self, phrase: str, span: Chars) -> Claimant | None:
        head = _CLAUSE.split(phrase, maxsplit=1)[0]
        found = resolve_claimant(head, self._home) or (resolve_claimant(phrase, self._home) if head != phrase else None)
        own = self._actor(span)
        if own is not None and found is not None and not found.is_named and country_in(phrase) is None and _is_of_a_group(own):
            return own  # "Hamas authorities" are no state's
        if found is not None and (found.is_named or found.affiliation in ("government_or_military", "state_media")):
            return found
        return own or found or self._government(span)

    def _actor(self, span: Chars) -> Claimant | None:
        """Is the source an actor itself ("the YPG said"), or its spokesman? Then it speaks for itself."""
        for name in self._actors:
            if not (span[0] <= name.start_char and name.end_char <= span[1] and name.actor_ids):
                continue
            is_head = name.start_char <= span[0] + _HEAD_CHARS
            if is_head or _SPEAKS_FOR.search(self._text, span[0], name.start_char):
                first = name.actor_ids[0]
                return Claimant(name.quote, first, "armed_group_media", first, is_named=True)
        return None

    def _government(self, span: Chars) -> Claimant | None:
        """Does a capital stand for its government ("Moscow denied")?"""
        for toponym in self._toponyms:
            if span == (toponym.start_char, toponym.end_char) and toponym.candidates and toponym.candidates[0].country:
                return government_of(toponym.candidates[0].country)
        return None


def _is_of_a_group(claimant: Claimant) -> bool:
    """Is the claimant an armed group of the table?"""
    row = actor_table().rows.get(claimant.claimant_id)
    return row is not None and row.kind in ("rebel", "militia", "gang")


_HEAD_CHARS = 12
"""How far into a source an actor's name may stand to be the speaker: behind "a senior", not behind "opponents of the"."""

_SPEAKS_FOR = re.compile(
    r"\b(?:spokes\w+|leaders?|commanders?|officials?|chief|head|representatives?|secretary) (?:of|for) (?:the )?$"
)
"""Words right before the name of whom a person speaks for."""

_BACKWARD = frozenset({"he", "she", "they", "it", "who", "which", "that"})
_CLAUSE = re.compile(r",\s|\s[–—-]+\s|\s(?:who|which|that|in a statement|citing|speaking)\s")
_TITLE_WORDS = frozenset({"Mr", "Mrs", "Ms", "Dr", "The", "A", "An"})


def _person_names(phrase: str) -> list[str]:
    """Which capitalised words may be a person's name? The last one is taken for the surname."""
    return [word.strip(".,'’") for word in re.findall(r"\b[A-Z][\w'’-]+", phrase) if word.strip(".,'’") not in _TITLE_WORDS]


def _attribution(text: str, part: TextPart, sentence: ParsedSentence, reading: Reading, resolver: _Resolver) -> Attribution:
    via = resolver.resolve(reading.via) if reading.via else None
    claimant = resolver.resolve(reading.source)
    return Attribution(
        source=_quote(text, part, reading.source),
        cue=_required(text, part, reading.cue),
        content=_quote(text, part, reading.content),
        sentence_index=sentence.index,
        claimant=claimant.name if claimant else None,
        claimant_id=claimant.claimant_id if claimant else None,
        affiliation=claimant.affiliation if claimant else "unknown",
        aligned_actor_id=claimant.aligned_actor_id if claimant else None,
        via=(via.name if via else text[reading.via[0] : reading.via[1]]) if reading.via else None,
        stance=_stance(reading),
        evidentiality=_evidentiality(text, reading, claimant),
        rule_id=reading.rule,
    )


_OPPOSITE: dict[str, Stance] = {
    "asserts": "denies",
    "confirms": "questions",
    "denies": "asserts",
    "retracts": "asserts",
    "questions": "asserts",
}


def _stance(reading: Reading) -> Stance:
    """The cue's stance; "did not deny" and "could not confirm" turn it round, "did not say" denies nothing."""
    stance: Stance = reading.stance  # type: ignore[assignment]
    if reading.is_negated and stance in ("denies", "confirms"):
        return _OPPOSITE[stance]
    return stance


def _evidentiality(text: str, reading: Reading, claimant: Claimant | None) -> Evidentiality:
    if reading.kind == "hedge":
        return "inferred" if re.search(r"seem|appear|apparent", text[reading.cue[0] : reading.cue[1]]) else "unattributed_hedge"
    if reading.kind in ("finding", "belief", "intent", "evaluation"):
        return "inferred" if reading.kind == "finding" else "direct"
    if reading.via is not None or (claimant is not None and claimant.is_outlet):
        return "second_hand"
    if claimant is not None and claimant.affiliation in ("government_or_military", "state_media"):
        return "official_statement"
    return "direct"


def _required(text: str, part: TextPart, span: Chars) -> Quote:
    return Quote(part=part, start_char=span[0], end_char=span[1], quote=text[span[0] : span[1]])


def _quote(text: str, part: TextPart, span: Chars | None) -> Quote | None:
    return _required(text, part, span) if span else None
