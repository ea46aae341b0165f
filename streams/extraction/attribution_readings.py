"""Who says so, read from the arcs of a parsed sentence: verbs, nouns, adjectives, "according to", hedges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from streams.extraction.arcs import PASSIVE_SUBJECTS, Arcs
from streams.lexicons.cues import Cue, cue_by_form

Chars = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One attribution in a sentence, as spans. ``content`` may still be missing where a quotation is to follow."""

    cue: Chars
    source: Chars | None
    content: Chars | None
    rule: str
    kind: str
    stance: str
    takes_quote: bool = False
    via: Chars | None = None
    is_negated: bool = False


_CONTENT_PREPOSITIONS = frozenset(
    {"of", "about", "for", "against", "on", "to", "over", "that", "toward", "towards", "as", "with"}
)
_LIGHT_VERBS = frozenset(
    {
        "made",
        "make",
        "makes",
        "making",
        "issued",
        "issue",
        "expressed",
        "have",
        "has",
        "had",
        "voiced",
        "repeated",
        "gave",
        "give",
    }
    | {"released", "raised", "denied", "rejected", "repeats", "issuing", "making", "reiterated", "posted"}
)
_COPULAS = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re", "’re", "'m", "’m"}
) | frozenset(
    {"seem", "seems", "seemed", "remain", "remains", "remained", "became", "become", "felt", "sounded", "appeared", "appears"}
)
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no"})


def read_arcs(arcs: Arcs) -> Iterator[Reading]:
    """Which attributions do the arcs of a sentence show, in order of their cues?"""
    for index, token in enumerate(arcs.tokens):
        if token.kind is not None:
            continue
        lower, tag = token.text.lower(), token.tag
        if lower in ("according", "accordance") or (lower == "per" and tag == "IN"):
            yield from _according_to(arcs, index)
        elif tag.startswith("VB"):
            yield from _verb(arcs, index)
        elif tag in ("NN", "NNS") and (cue := cue_by_form("noun").get(lower)):
            yield from _noun(arcs, index, cue)
        elif tag.startswith("JJ") and (cue := cue_by_form("adjective").get(lower)):
            yield from _adjective(arcs, index, cue)
        elif tag.startswith("RB") and (cue := cue_by_form("adverb").get(lower)):
            yield from _hedge(arcs, index, cue)


# ---- verbs


def _verb(arcs: Arcs, index: int) -> Iterator[Reading]:
    token = arcs.token(index)
    lower = token.text.lower()
    particle = arcs.child(index, "prt")
    phrasal = cue_by_form("verb").get(f"{lower} {arcs.token(particle).text.lower()}") if particle is not None else None
    cue = phrasal or cue_by_form("verb").get(lower)
    if lower in ("citing", "quoting") or (lower in ("cited", "cites", "quoted", "quotes") and _as_saying(arcs, index)):
        yield from _citing(arcs, index)
        return
    if cue is None or (token.dep in ("amod", "aux", "auxpass", "compound", "nmod") and token.tag in ("VBN", "VBG", "VB")):
        return
    is_passive = bool(arcs.children(index, "auxpass", *PASSIVE_SUBJECTS)) or (token.tag == "VBN" and token.dep == "acl")
    content, frame = _verb_content(arcs, index, cue)
    source = _passive_source(arcs, index) if is_passive else subject_of(arcs, index) or _words_before(arcs, index, cue)
    if cue.kind == "hedge":
        yield from _seeming(arcs, index, cue, content)
        return
    if is_passive and source is None:
        yield from _passive_without_source(arcs, index, cue)
        return
    if source is None:
        return
    if is_passive and content is None and (subject := arcs.child(index, *PASSIVE_SUBJECTS)) is not None:
        content, frame = arcs.phrase(subject), "passive"
    takes_quote = "quote" in cue.frames
    if content is None and not takes_quote:
        return
    yield Reading(
        cue=_cue_span(arcs, index, particle),
        source=source,
        content=content,
        rule=f"{cue.kind}:verb:{cue.lemma}:{frame or 'quote'}",
        kind=cue.kind,
        stance=cue.stance,
        takes_quote=takes_quote,
        is_negated=_is_negated(arcs, index),
    )


def _is_negated(arcs: Arcs, index: int) -> bool:
    return any(arcs.token(child).text.lower() in _NEGATIONS for child in arcs.children(index, "neg", "advmod"))


def _cue_span(arcs: Arcs, index: int, particle: int | None) -> Chars:
    """The verb with the auxiliaries, negations and adverbs that lead to it, and its particle."""
    first = index
    while first > 0:
        token = arcs.token(first - 1)
        if token.dep in ("aux", "auxpass", "neg", "advmod") and token.head == index and token.tag != "TO":
            first -= 1
        else:
            break
    last = particle if particle is not None and particle == index + 1 else index
    return arcs.token(first).start_char, arcs.token(last).end_char


def subject_of(arcs: Arcs, index: int) -> Chars | None:
    """Who does it? The verb's own subject, else that of the verb it is joined to or hangs on."""
    own = arcs.child(index, "nsubj", "csubj")
    if own is not None:
        return (
            arcs.phrase(own)
            if arcs.token(own).text.lower() not in ("it", "there", "that", "which", "what")
            else _odd_subject(arcs, own)
        )
    token = arcs.token(index)
    head = arcs.head(index)
    if head is None or arcs.children(index, *PASSIVE_SUBJECTS):
        return None
    if token.dep in ("acl", "relcl") and token.tag == "VBG":
        return arcs.phrase(head, without=[index])
    if token.dep in ("conj", "advcl", "xcomp", "pcomp", "prep", "dep", "parataxis"):
        for ancestor in (head, *arcs.ancestors(head)):
            found = arcs.child(ancestor, "nsubj", *PASSIVE_SUBJECTS)
            if found is not None and arcs.token(found).text.lower() not in ("it", "there"):
                return arcs.phrase(found)
            if arcs.token(ancestor).dep in ("ROOT", "ccomp", "relcl"):
                return None
    return None


_NAME_TAGS = ("NN", "PRP", "DT", "JJ", "CD", "POS", "WP")
_MOST_NAME_TOKENS = 8


def _words_before(arcs: Arcs, index: int, cue: Cue) -> Chars | None:
    """Which noun phrase stands right before a finite verb of speech whose subject the parser lost?"""
    if cue.kind != "speech" or arcs.token(index).tag not in ("VBD", "VBZ", "VBP") or "that" not in cue.frames:
        return None
    first = index
    while first > 0 and index - first < _MOST_NAME_TOKENS and arcs.token(first - 1).tag.startswith(_NAME_TAGS):
        first -= 1
    if first == index or not arcs.token(index - 1).tag.startswith(("NN", "PRP")):
        return None
    if first > 0 and arcs.token(first - 1).text not in (",", '"', "”", "but", "and", ";", "''"):
        return None
    return arcs.token(first).start_char, arcs.token(index - 1).end_char


def _odd_subject(arcs: Arcs, subject: int) -> Chars | None:
    lower = arcs.token(subject).text.lower()
    return arcs.phrase(subject) if lower in ("it", "which", "that") else None


def _passive_source(arcs: Arcs, index: int) -> Chars | None:
    for agent in arcs.children(index, "agent", "prep"):
        if arcs.token(agent).text.lower() == "by" and (named := arcs.child(agent, "pobj")) is not None:
            return arcs.phrase(named)
    return None


def _verb_content(arcs: Arcs, index: int, cue: Cue) -> tuple[Chars | None, str | None]:
    """What is said, by the frames that the cue allows, most telling first?"""
    frames = cue.frames
    clause = _clause(arcs, index, cue)
    if clause is not None:
        return clause
    objects = arcs.children(index, "dobj", "oprd", "attr")
    if "obj" in frames and objects and arcs.token(objects[0]).text.lower() not in _TOLL_OBJECTS:
        parts = [i for child in objects for i in arcs.subtree(child)]
        parts += [
            i
            for child in arcs.children(index, "prep")
            if child > objects[0] and arcs.token(child).text.lower() in ("as", "for", "of", "to")
            for i in arcs.subtree(child)
        ]
        return arcs.span(parts), "obj"
    if "prep" in frames:
        for child in arcs.children(index, "prep"):
            if child > index and arcs.token(child).text.lower() in _CONTENT_PREPOSITIONS:
                return arcs.phrase(child), "prep"
    found = _around(arcs, index) if {"that", "quote"} & frames else (None, None)
    return found if found[0] is not None else _words_behind(arcs, index, cue)


_CLAUSE_STARTS = ("DT", "PRP", "NN", "JJ", "CD", "EX")
_LEAST_CLAUSE_TOKENS = 4


def _words_behind(arcs: Arcs, index: int, cue: Cue) -> tuple[Chars | None, str | None]:
    """Which words follow a finite verb of speech whose clause the parser lost? To the end of the sentence, where they hold a verb."""
    rest = range(index + 1, len(arcs.tokens))
    if cue.kind != "speech" or "that" not in cue.frames or len(rest) < _LEAST_CLAUSE_TOKENS:
        return None, None
    following = arcs.token(index + 1)
    if not (following.tag.startswith(_CLAUSE_STARTS) or following.text.lower() == "that") or following.kind == "time":
        return None, None
    if arcs.token(index).tag not in ("VBD", "VBZ", "VBP") or not any(arcs.token(i).tag in ("VBD", "VBZ", "VBP", "MD") for i in rest):
        return None, None
    return arcs.span(rest), "rest"


def _clause(arcs: Arcs, index: int, cue: Cue) -> tuple[Chars | None, str] | None:
    frames = cue.frames
    for child in arcs.children(index, "ccomp", "xcomp", "advcl"):
        to = any(arcs.token(mark).tag == "TO" for mark in arcs.children(child, "aux"))
        if arcs.token(child).dep == "advcl" and not (
            to is False and _marked(arcs, child, "that", "whether", "if") and child > index
        ):
            continue
        if to and "inf" not in frames:
            continue
        if to is False and not {"that", "quote", "wh"} & frames:
            continue
        span = arcs.phrase(child, without=[index])
        if span is not None:
            return span, "inf" if to else "that"
    return None


_TOLL_OBJECTS = frozenset({"life", "lives", "victim", "victims", "casualties"})
""" "The blast claimed 12 lives" says nothing of anybody's words."""


def _seeming(arcs: Arcs, index: int, cue: Cue, content: Chars | None) -> Iterator[Reading]:
    """ "The attack appeared to be revenge": nobody is named; subject and clause together are what seems."""
    subject = arcs.child(index, "nsubj")
    if content is None:
        return
    if subject is not None and arcs.token(subject).text.lower() not in ("it", "there"):
        phrase = arcs.phrase(subject)
        content = (min(phrase[0], content[0]), max(phrase[1], content[1])) if phrase else content
    yield Reading(_cue_span(arcs, index, None), None, content, f"hedge:verb:{cue.lemma}", "hedge", cue.stance)


def _marked(arcs: Arcs, index: int, *words: str) -> bool:
    return any(arcs.token(mark).text.lower() in words for mark in arcs.children(index, "mark"))


def _around(arcs: Arcs, index: int) -> tuple[Chars | None, str | None]:
    """Is the verb put into or behind what is said ("Two died, he said")? Then the rest of the clause is the content."""
    token = arcs.token(index)
    head = arcs.head(index)
    if token.dep not in ("parataxis", "ccomp", "dep") or head is None or not arcs.children(index, "nsubj"):
        return None, None
    if not arcs.token(head).tag.startswith(("VB", "MD", "JJ", "NN")):
        return None, None
    return arcs.phrase(head, without=[index]), "around"


def _passive_without_source(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "Five are believed to have died", "it was reported that", "was accused of": nobody is named."""
    subject = arcs.child(index, *PASSIVE_SUBJECTS)
    clause = next((c for c in arcs.children(index, "xcomp", "ccomp", "oprd") if c > index), None)
    if subject is None or (clause is None and cue.kind not in ("evaluation", "speech")):
        return
    is_empty = arcs.token(subject).text.lower() in ("it", "there")
    if clause is not None:
        parts = ([] if is_empty else arcs.subtree(subject)) + arcs.subtree(clause)
    elif cue.kind == "evaluation":
        parts = [i for child in arcs.children(index, "prep") for i in arcs.subtree(child)] or arcs.subtree(subject)
    else:
        parts = arcs.subtree(subject)
    if is_empty and clause is None:
        return
    yield Reading(
        cue=_cue_span(arcs, index, None),
        source=None,
        content=arcs.span(parts),
        rule=f"hedge:passive:{cue.lemma}",
        kind="hedge" if clause is not None else cue.kind,
        stance=cue.stance,
    )


# ---- "citing", "according to"


def _citing(arcs: Arcs, index: int) -> Iterator[Reading]:
    """ "..., citing activists": who is cited is the source; who cites stands in between."""
    named = arcs.child(index, "dobj", "nsubjpass")
    lead = [token.text.lower() for token in arcs.tokens[max(0, index - _MOST_NAME_TOKENS) : index]]
    if named is None or ("according" in lead and ("," in lead or "which" in lead)):
        return
    head = arcs.head(index)
    is_passive = arcs.token(named).dep == "nsubjpass"
    via = _passive_source(arcs, index) if is_passive else subject_of(arcs, index)
    clause = None
    saying = _as_saying(arcs, index)
    if saying is not None:
        said = arcs.child(saying, "ccomp", "dobj", "prep")
        clause = arcs.phrase(said if said is not None else saying)
        head = None
    if arcs.token(index).tag == "VBG" and head is not None:
        said = next((c for c in arcs.children(head, "ccomp", "xcomp", "dobj") if c != index), None)
        clause = arcs.phrase(said, without=[index]) if said is not None else arcs.phrase(_root(arcs, head), without=[index])
    yield Reading(
        cue=_cue_span(arcs, index, None),
        source=arcs.phrase(named),
        content=clause,
        rule="speech:citing",
        kind="speech",
        stance="asserts",
        via=via,
    )


def _as_saying(arcs: Arcs, index: int) -> int | None:
    """Which token says "as saying" behind "quoted" and "cited"?"""
    for child in arcs.children(index, "prep"):
        if arcs.token(child).text.lower() == "as" and (saying := arcs.child(child, "pcomp")) is not None:
            return saying
    return None


def _root(arcs: Arcs, index: int) -> int:
    return [index, *arcs.ancestors(index)][-1]


def _according_to(arcs: Arcs, index: int) -> Iterator[Reading]:
    tokens = arcs.tokens
    is_per = tokens[index].text.lower() == "per"
    link = index if is_per else index + 1
    if link >= len(tokens) or (not is_per and tokens[link].text.lower() != "to"):
        return
    named = arcs.child(link, "pobj") or arcs.child(index, "pobj")
    if named is None or (is_per and not tokens[named].tag.startswith("NNP")):
        return
    inside = [i for i in arcs.subtree(named) if i > link]
    source = arcs.span(_until_clause(arcs, inside))
    before = [i for i in range(index) if tokens[i].text not in ('"',)]
    last = max(inside, default=link)
    cited = _cited_behind(arcs, link, source)
    if cited:
        inside, last = cited, cited[-1]
    after = list(range(last + 1, len(tokens)))
    is_front = sum(tokens[i].tag != "" and tokens[i].text.isalnum() for i in before) < 4 or len(before) * 3 < len(after)
    content = arcs.span(after if is_front and len(after) > 2 else before)
    yield Reading(
        cue=(tokens[index].start_char, tokens[link].end_char),
        source=source,
        content=content,
        rule="speech:according_to",
        kind="speech",
        stance="asserts",
    )
    if cited:
        yield Reading(
            cue=(tokens[cited[0] - 1].start_char, tokens[cited[0] - 1].end_char),
            source=arcs.span(cited),
            content=content,
            rule="speech:citing",
            kind="speech",
            stance="asserts",
            via=source,
        )


def _cited_behind(arcs: Arcs, link: int, source: Chars | None) -> list[int]:
    """ "According to AP, citing activists, ...": which tokens name who is cited? They end at the next comma."""
    tokens = arcs.tokens
    at = next((i for i in range(link + 1, len(tokens)) if source and tokens[i].start_char >= source[1]), len(tokens))
    while at < len(tokens) and tokens[at].text in (",", "-", "–", "—", "which", "who"):
        at += 1
    if at >= len(tokens) or tokens[at].text.lower() not in _CITING:
        return []
    end = next((i for i in range(at + 1, len(tokens)) if tokens[i].text in (",", ".", ";")), len(tokens))
    return list(range(at + 1, end))


_CITING = ("citing", "quoting", "cited", "quoted")


def _until_clause(arcs: Arcs, indices: list[int]) -> list[int]:
    """The named phrase without a participle that the parser hung on it ("AP, citing activists, ...")."""
    kept: list[int] = []
    for i in indices:
        if arcs.token(i).text.lower() in ("citing", "quoting", "quoted") and kept:
            break
        kept.append(i)
    return kept


# ---- nouns, adjectives, adverbs


def _noun(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "the army's claim that it had won", "their opposition to the deal" """
    content = None
    frame = ""
    for child in arcs.children(index, "acl", "ccomp", "relcl"):
        if child < index:
            continue
        to = any(arcs.token(mark).tag == "TO" for mark in arcs.children(child, "aux"))
        if (to and "inf" in cue.frames) or (not to and "that" in cue.frames and _marked(arcs, child, "that", "whether")):
            content, frame = arcs.phrase(child), "inf" if to else "that"
            break
    source = _noun_source(arcs, index)
    if content is None and "prep" in cue.frames and source is not None:
        for child in arcs.children(index, "prep"):
            if arcs.token(child).text.lower() in _CONTENT_PREPOSITIONS and arcs.child(child, "pobj", "pcomp") is not None:
                content, frame = arcs.phrase(child), "prep"
                break
    if content is None:
        return
    yield Reading(
        cue=(arcs.token(index).start_char, arcs.token(index).end_char),
        source=source,
        content=content,
        rule=f"{cue.kind}:noun:{cue.lemma}:{frame}",
        kind=cue.kind,
        stance=cue.stance,
    )


def _noun_source(arcs: Arcs, index: int) -> Chars | None:
    owner = arcs.child(index, "poss")
    if owner is not None:
        return arcs.phrase(owner)
    for child in arcs.children(index, "prep"):
        if arcs.token(child).text.lower() in ("by", "from", "among") and (named := arcs.child(child, "pobj")) is not None:
            return arcs.phrase(named)
    head = arcs.head(index)
    if head is not None and arcs.token(index).dep == "dobj" and arcs.token(head).text.lower() in _LIGHT_VERBS:
        return subject_of(arcs, head)
    return None


def _adjective(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "officials were confident that ..." """
    head = arcs.head(index)
    if head is None or arcs.token(index).dep not in ("acomp", "attr", "oprd", "conj"):
        return
    if arcs.token(index).dep == "conj":
        head = arcs.head(head)
    if head is None or arcs.token(head).text.lower() not in _COPULAS:
        return
    source = subject_of(arcs, head)
    if source is None:
        return
    for child in arcs.children(index, "ccomp", "xcomp", "prep", "advcl"):
        if child < index:
            continue
        content = arcs.phrase(child)
        yield Reading(
            cue=(
                arcs.token(head).start_char if head == index - 1 else arcs.token(index).start_char,
                arcs.token(index).end_char,
            ),
            source=source,
            content=content,
            rule=f"{cue.kind}:adjective:{cue.lemma}",
            kind=cue.kind,
            stance=cue.stance,
        )
        return


def _hedge(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "reportedly": nobody is named, the clause is the content."""
    head = arcs.head(index)
    if head is None:
        return
    while not arcs.token(head).tag.startswith("VB"):
        above = arcs.head(head)
        if above is None or above == head:
            break
        head = above
    content = arcs.phrase(head, without=[index])
    yield Reading(
        cue=(arcs.token(index).start_char, arcs.token(index).end_char),
        source=None,
        content=content,
        rule=f"hedge:adverb:{cue.lemma}",
        kind="hedge",
        stance=cue.stance,
    )
