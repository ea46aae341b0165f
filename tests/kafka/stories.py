"""Articles of our own making, by code: events told by several articles, corrected, retracted, in any order."""

from __future__ import annotations

import random
from string import ascii_lowercase

import orjson

from tests.fictional import raw

Articles = list[tuple[str, bytes | None]]


def reports(count: int, seed: int = 1) -> Articles:
    """Raw articles for the fictional steps, by key: one event in six articles, every tenth article of two events, every
    twelfth record a later version that tells of something else, every thirtieth a retraction."""
    chance = random.Random(seed)
    events = [_event(chance) for _ in range(max(2, count // 6))]
    found: Articles = []
    names: list[str] = []
    for number in range(count):
        kind = chance.random()
        if names and kind < 1 / 30:
            found.append((chance.choice(names), None))
            continue
        if names and kind < 1 / 30 + 1 / 12:
            name, version = chance.choice(names), number
        else:
            name, version = f"a{number}", 0
            names.append(name)
        told = [_told(chance, _near(events, number / count, chance)) for _ in range(2 if chance.random() < 0.1 else 1)]
        found.append((name, raw(name, "report:" + ";".join(told), version=version)))
    return found


def _event(chance: random.Random) -> tuple[int, int, int, int, str]:
    words = "".join(chance.sample(ascii_lowercase, 5))
    return chance.randrange(60), chance.randrange(-6, 0), chance.randint(1, 30), chance.randrange(12), words


def _near(events: list[tuple[int, int, int, int, str]], share: float, chance: random.Random) -> tuple[int, int, int, int, str]:
    middle = share * len(events)
    return events[min(len(events) - 1, max(0, int(chance.gauss(middle, 4))))]


def _told(chance: random.Random, event: tuple[int, int, int, int, str]) -> str:
    town, day, killed, group, words = event
    said = "".join(chance.sample(words, 4))
    return f"{town},{day},{killed + chance.choice((0, 0, 0, 1, 2))},{group},{said}"


PLACES = (
    "Douentza, Mali", "Kharkiv, Ukraine", "El Fasher, Sudan", "Quetta, Pakistan", "Tibu, Colombia", "Aleppo, Syria",
    "Maiduguri, Nigeria", "Mogadishu, Somalia", "Kabul, Afghanistan", "Mosul, Iraq", "Taiz, Yemen", "Goma, Congo",
)  # fmt: skip
SAYINGS = (
    "Gunmen killed {n} villagers in {place}, on {day}, the mayor said.",
    "{n} soldiers were killed on {day} when rebels attacked an army post near {place}, officials said.",
    "A roadside bomb killed {n} people in {place}, on {day}, police said.",
    "Protesters marched through {place}, on {day}, and police arrested {n} of them, witnesses said.",
    "The army shelled {place}, on {day}, killing {n} civilians, residents said.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def short_articles(count: int, seed: int = 1) -> Articles:
    """Raw articles of a sentence or two for the real steps, by key; one event in five articles, more or less."""
    chance = random.Random(seed)
    found: Articles = []
    for number in range(count):
        story = random.Random(f"{seed}-{chance.randrange(max(1, count // 5))}")
        saying, place, day, n = story.choice(SAYINGS), story.choice(PLACES), story.choice(DAYS), story.randint(2, 40)
        week = story.randrange(4)
        article = {
            "id": f"short-{number}",
            "title": f"{n} reported hit in {place.split(',')[0]}",
            "body_text": saying.format(n=n, place=place, day=day),
            "published_at": f"2024-03-{7 * week + 4:02d}T{chance.randrange(24):02d}:00:00Z",
            "source": {"name": f"Paper {chance.randrange(40)}"},
        }
        found.append((article["id"], orjson.dumps(article)))
    return found
