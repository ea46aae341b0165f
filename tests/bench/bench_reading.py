"""How fast is an article read on one core? Extraction and enrichment together, in words a second of processor time.

    python -m tests.bench.bench_reading [FILE ...] [--articles N]

Without files: articles made by code of our own texts, `war` (reports of events, every sentence of them parsed) and `mixed`
(one report among eight texts of other news, which use the words of war in other senses). With files of articles, as
`sitrep extract` takes them, each is a kind of its own. The reference is the bare language model, with its own tokenizer and
nothing left out, over the same bodies in the same process.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from schemas import CleanArticle
from streams.enrichment import enrich_mentions
from streams.extraction import extract_mentions
from streams.ingest import read_sources
from streams.intake import read_article
from streams.lexicons.gazetteer import open_gazetteer
from streams.steps import load_knowledge
from tests.evaluation.measure import QUIET, lines_of, reports

SENTENCES = 24
"""Short texts in a made article: some 500 words, a long news report."""

COMMAND = [str(Path(sys.executable).with_name("sitrep"))]


def made(kind: str, count: int) -> list[CleanArticle]:
    """Which articles are read? Texts of ours in another order each time, with other numbers in them."""
    chance = random.Random(7)
    war, other = [row["text"] for row in reports()], lines_of(QUIET)
    shares = {"war": (1, 0), "mixed": (1, 8)}[kind]
    found = []
    for number in range(count):
        texts = []
        while len(texts) < SENTENCES:
            texts += chance.sample(war, shares[0]) + chance.sample(other, shares[1])
        varied = [re.sub(r"\b\d\b", lambda _: str(chance.randint(2, 9)), text) for text in texts[:SENTENCES]]
        body = "\n\n".join(" ".join(varied[at : at + 3]) for at in range(0, SENTENCES, 3))
        found += cleaned(
            [{"id": f"{kind}-{number}", "title": varied[0][:60], "body_text": body, "published_at": "2023-07-12T12:00:00Z"}]
        )
    return found


def given(path: str, most: int) -> list[CleanArticle]:
    """The first articles of a file."""
    return list(cleaned(read_sources([path])))[:most]


def cleaned(values: Iterator[object] | list[object]) -> Iterator[CleanArticle]:
    for value in values:
        article = read_article(None, value if isinstance(value, bytes) else orjson.dumps(value), None)
        if isinstance(article, CleanArticle):
            yield article


def words(articles: list[CleanArticle]) -> int:
    return sum(len(article.title.split()) + len(article.body.split()) for article in articles)


def read_all(articles: list[CleanArticle]) -> tuple[float, float]:
    """Seconds of processor time in extraction and in enrichment."""
    begin = time.process_time()
    mentions = [extract_mentions(article) for article in articles]
    between = time.process_time()
    for one in mentions:
        enrich_mentions(one)
    return between - begin, time.process_time() - between


def reference(articles: list[CleanArticle]) -> float:
    """Seconds of processor time that the bare model takes for the bodies."""
    import spacy

    from streams.extraction.parsing import DEFAULT_MODEL

    model = spacy.load(DEFAULT_MODEL, exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    model("Warm up.")
    begin = time.process_time()
    for article in articles:
        model(article.body)
    return time.process_time() - begin


def wall(command: list[str], given: bytes = b"") -> float:
    """Seconds until a command of ours has ended, the best of three."""
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run([*COMMAND, *command], input=given, stdout=subprocess.DEVNULL, check=True)
        best = min(best, time.perf_counter() - begin)
    return best


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="files of articles; without any, articles of our own")
    parser.add_argument("--articles", type=int, default=100, help="most articles of a kind (100)")
    options = parser.parse_args()
    load_knowledge()
    opened = []
    for _ in range(5):
        begin = time.perf_counter()
        open_gazetteer()
        opened.append(time.perf_counter() - begin)
    print(f"gazetteer: opened in {1000 * min(opened):.1f} ms")
    kinds = {Path(name).stem: given(name, options.articles) for name in options.files} or {
        kind: made(kind, options.articles) for kind in ("mixed", "war")
    }
    lines = {}
    for kind, articles in kinds.items():
        extracting, enriching = read_all(articles)
        count = words(articles)
        lines[kind] = count / (extracting + enriching)
        print(
            f"{kind}: {len(articles)} articles, {count:,} words: {lines[kind]:,.0f} words/s "
            f"(extraction {count / extracting:,.0f}, enrichment {count / enriching:,.0f})"
        )
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB at most in this process")
    for kind, articles in kinds.items():
        bare = words(articles) / reference(articles)
        print(f"{kind}: the bare model {bare:,.0f} words/s, ratio {lines[kind] / bare:.2f}")
    sentence = b"Gunmen killed nine villagers in Douentza, Mali, on Saturday, the mayor said."
    one = wall(["extract", "--published-at", "2022-06-13T16:00:00Z"], sentence)
    print(f"start: sitrep --help {wall(['--help']):.2f} s, sitrep extract of one sentence {one:.2f} s")


if __name__ == "__main__":
    main()
