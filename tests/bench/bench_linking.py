"""What does a mention cost? Prints the processor time a mention for each tenth of the stream and the last tenth's over the
first's, the memory a mention, what a mention costs in a rebuild and when the saved state is taken up, and how many random
orders gave other content.

    python -m tests.bench.bench_linking [MENTIONS] [--store FILE] [--rebuild MENTIONS] [--permutations N]

Synthetic: a region of 400 towns over 90 days, events told by one to twelve articles in the two days after, two mentions an
article, so that the window fills and events leave it.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median

from schemas.article_mentions import Trigger
from schemas.clean_article import ArticleHeader, Fingerprint
from schemas.codec import encode
from schemas.conflict_event import Actor, Claim, Confidence, Fatalities, Occurred, Place, Provenance
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from schemas.evidence import Quote
from schemas.raw_article import Publisher
from streams.linking import RegionLinker
from streams.linking.standing import standing
from streams.linking.store import Store
from streams.long_lived import growing, settle
from streams.relay import BATCH
from tests.linking.test_convergence import consume, permuted, told_in_a_week

START = date(2021, 1, 1)
DAYS = 90
YARD, YARD_EVERY = 10, 50
"""Articles that an empty state is given, once in so many, to tell how fast the machine is just then."""

SETTLED = 100
"""Articles between two searches for garbage: 5 s of a worker that reads 20 a second."""

SUBS = (
    ("Attack", "Violence against civilians"),
    ("Armed clash", "Battles"),
    ("Air/drone strike", "Explosions/Remote violence"),
)


def articles(count: int) -> Iterator[EnrichedArticle]:
    """Which articles come in, in order of receipt? Two mentions each, of two events."""
    chance = random.Random(7)
    towns = [(f"Town{n}", chance.uniform(30, 37), chance.uniform(35, 43), f"Province{n % 14}") for n in range(400)]
    names = ["".join(chance.choices("abdegiklmnorstuvz", k=8)) for _ in range(20_000)]
    queue: list[tuple[float, int, dict[str, object]]] = []
    made, serial, hour = 0, 0, 0.0
    per_hour = count / (DAYS * 24)
    while made < count:
        while not queue or queue[0][0] > hour:
            hour += 6.5 / per_hour
            town, (sub, kind) = chance.choice(towns), chance.choice(SUBS)
            words = tuple(sorted(chance.sample(names, 6)))
            killed, group = chance.randint(1, 20), chance.randint(0, 30)
            for _ in range(chance.randint(1, 12)):
                serial += 1
                told = {"town": town, "sub": sub, "kind": kind, "words": words, "killed": killed, "group": group, "hour": hour}
                heapq.heappush(queue, (hour + chance.uniform(1, 48), serial, told))
        at, number, told = heapq.heappop(queue)
        two = [told, heapq.heappop(queue)[2]] if queue else [told]
        made += len(two)
        yield article(f"article-{number}", at, two, chance)


def article(name: str, at: float, told: list[dict[str, object]], chance: random.Random) -> EnrichedArticle:
    received = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=at)
    sha = hashlib.sha256(name.encode()).hexdigest()
    header = ArticleHeader(
        article_id=name,
        received_at=received,
        published_at=received,
        text_sha256=sha,
        title_sha256=sha,
        body_sha256=sha,
        canonical_url=f"https://example.org/{name}",
        publisher=Publisher(name=f"Paper {chance.randint(1, 60)}"),
        fingerprint=Fingerprint(
            content_sha256=sha, minhash=tuple(chance.getrandbits(32) for _ in range(128)), shingle_count=300
        ),
    )
    return EnrichedArticle(
        header=header,
        region="levant",
        home_region="levant",
        mention_count=len(told),
        mentions=tuple(mention(name, n, one) for n, one in enumerate(told)),
        pipeline_version="1",
        lexicon_version="1",
    )


def mention(name: str, number: int, told: dict) -> EnrichedMention:  # type: ignore[type-arg]
    town, lat, lon, province = told["town"]
    day = START + timedelta(hours=told["hour"])
    quote = Quote(part="body", start_char=10, end_char=16, quote="killed")
    row = Provenance(field="place", article_id=name, text_sha256="0" * 64, rule_id="r", **quote.model_dump())
    group = Actor(actor_id=f"g{told['group']}", name=f"Group {told['group']}", raw="group", role="actor1", inter_code=2)
    return EnrichedMention(
        event_type=told["kind"],
        sub_event_type=told["sub"],
        occurred=Occurred(start=day, end=day, best_date=day, precision_acled=1),
        place=Place(name=town, raw=town, country="SY", admin1=province, lat_deg=lat, lon_deg=lon, radius_km=5, where_prec=1),
        actors=(group,),
        fatalities=Fatalities(best=told["killed"], acled_value=told["killed"], derivation="number"),
        claims=(Claim(claim_id=f"{name}{number}", proposition="occurrence", claimant="police", article_id=name, span=quote),),
        confidence=Confidence(overall=0.7, type=0.8, actors=0.7, place=0.8, time=0.9),
        severity=2,
        provenance=tuple(
            row.model_copy(update={"field": field}) for field in ("place", "occurred", "fatalities", "event_type")
        ),
        anchor=f"anchor{number}",
        trigger=Trigger(lemma="kill", rule_id="kill.1", **quote.model_dump()),
        evidence=quote,
        wording=told["words"],
        salience=0.9,
    )


def tenths(mentions: int, store: Path | None) -> None:
    """What does a mention cost as the window fills?"""
    linker = RegionLinker("levant", store=Store(store, "bench") if store else None)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent, total, done, step, revisions = 0.0, 0.0, 0, mentions // 10, 0
    mark = step
    costs: list[float] = []
    few = [(record, encode(record)) for record in islice(articles(mentions), YARD)]
    yards: list[list[float]] = [[]]
    for offset, record in enumerate(articles(mentions)):
        if offset % YARD_EVERY == 0:
            yards[-1].append(yardstick(few))
        value = encode(record)
        begin = time.process_time()
        result = linker.apply(record, offset, value)
        if offset % SETTLED == 0:
            settle()
        if offset % BATCH == 0:
            linker.save(0, 1_000)
        spent += time.process_time() - begin
        done += len(record.mentions)
        revisions += len(result.upserts)
        if done >= mark:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            print(
                f"mentions {done:>7}  ms/mention {1000 * spent / step:.3f}  in window {len(linker):>7}"
                f"  revisions {revisions:>7}  bytes/mention {1024 * memory // max(1, len(linker))}",
                flush=True,
            )
            costs.append(spent / median(yards[-1]))
            total += spent
            yards.append([])
            spent, mark = 0.0, mark + step
    events = sum(1 for _ in linker.events())
    print(f"{done} mentions, {events} events in the window, {done / total:.0f} mentions/s")
    told = (
        f"last tenth over first {costs[-1] / costs[0]:.2f}, by the time that {YARD} articles took beside it on an empty state"
    )
    print(told, flush=True)


def yardstick(records: list[tuple[EnrichedArticle, bytes]]) -> float:
    """How fast is the machine now? Others may be at work on it."""
    linker = RegionLinker("levant")
    begin = time.process_time()
    for record, value in records:
        linker.apply(record, None, value)
    return time.process_time() - begin


def rebuild(mentions: int) -> None:
    """What does a mention cost when the state is built again from the topic's bytes, and when it is taken up as saved?"""
    packed = [encode(record) for record in articles(mentions)]
    with growing(), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "levant.sqlite"
        linker = RegionLinker("levant", store=Store(file, "bench"))
        begin = time.process_time()
        for offset, value in enumerate(packed):
            linker.absorb(value, offset)
        absorbed = time.process_time() - begin
        begin = time.process_time()
        found = linker.reconcile(())
        assembled = time.process_time() - begin
        topic = [standing(encode(event), found.made_of[event.event_id]) for event in found.upserts]
        again = RegionLinker("levant")
        for offset, value in enumerate(packed):
            again.absorb(value, offset)
        begin = time.process_time()
        assert not again.reconcile(topic).upserts
        compared = time.process_time() - begin
        del again, topic, found
        print(
            f"rebuild of {mentions} mentions, {len(linker)} of them in the window:"
            f" {1e6 * (absorbed + compared) / mentions:.0f} microseconds each, of which {1e6 * compared / mentions:.0f} to set"
            f" events against those published, {1e6 * assembled / mentions:.0f} where none is;"
            f" a million in {1e6 * (absorbed + compared) / mentions:.0f} s",
            flush=True,
        )
        begin = time.process_time()
        while linker.saved_ms is None:
            linker.save(1)
        saved = time.process_time() - begin
        begin = time.process_time()
        taken_up = RegionLinker("levant", store=Store(file, "bench"))
        assert not taken_up.reconcile(()).upserts
        spent = time.process_time() - begin
        print(
            f"saved in {saved:.1f} s, {file.stat().st_size // len(linker)} bytes a mention; taken up in {spent:.1f} s,"
            f" {1e6 * spent / len(linker):.0f} microseconds each",
            flush=True,
        )


def orders(permutations: int) -> None:
    """In how many random orders do 300 mentions, corrected and retracted, give other content?"""
    inputs = told_in_a_week(300)
    _, first = consume(inputs)
    others = sum(standing != first for standing in permuted(inputs, permutations))
    print(f"{permutations} orders of 300 mentions in {len(first)} events: {others} with other content", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mentions", nargs="?", type=int, default=100_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--rebuild", type=int, default=50_000)
    parser.add_argument("--permutations", type=int, default=200)
    args = parser.parse_args()
    if args.mentions:
        tenths(args.mentions, args.store)
    if args.rebuild:
        rebuild(args.rebuild)
    if args.permutations:
        orders(args.permutations)


if __name__ == "__main__":
    main()
