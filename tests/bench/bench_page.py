"""Do 5,000 events on the page stay smooth? Headless Chromium, WebGL in software: read the frames beside those of one event.

    python -m tests.bench.bench_page [--events 5000]

Load: until the list and the map hold every event. Frames: the time between two of the browser's frames while the map is dragged
to and fro at a zoom that shows the clusters of a continent, once more while events arrive.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from datetime import timedelta

from playwright.async_api import Page

from schemas import ConflictEvent
from schemas.codes import EventType, SubEventType
from schemas.conflict_event import Fatalities
from tests.web.browser import Served, chromium, served
from tests.web.builders import START, MemoryLive, event

KINDS: tuple[tuple[EventType, SubEventType], ...] = (
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("Violence against civilians", "Attack"),
    ("Riots", "Mob violence"),
    ("Protests", "Peaceful protest"),
    ("Strategic developments", "Arrests"),
)
PANS = 12
FRAMES = """() => { const times = []; window.frameTimes = times; let last = performance.now();
  const tick = (now) => { times.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""


def spread(number: int, chance: random.Random) -> ConflictEvent:
    """One of many events, over Africa and Asia."""
    plain = event(number)
    assert plain.place is not None
    kind, sub_kind = chance.choice(KINDS)
    place = plain.place.model_copy(update={"lat_deg": chance.uniform(-25, 45), "lon_deg": chance.uniform(-10, 100)})
    deaths = chance.choice((0, 0, 1, 3, 12, 40))
    toll = Fatalities(best=deaths, low=deaths, high=deaths, acled_value=deaths)
    at = START + timedelta(seconds=number)
    return plain.model_copy(
        update={"event_type": kind, "sub_event_type": sub_kind, "place": place, "fatalities": toll, "updated_at": at}
    )


async def frames_while_panning(page: Page, site: Served | None = None, first: int = 0) -> list[float]:
    """Milliseconds between frames while the map is dragged; with a site, while events arrive there too."""
    chance = random.Random(2)
    box = await page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.evaluate(FRAMES)
    for pan in range(PANS):
        await page.mouse.move(x, y)
        await page.mouse.down()
        for step in range(1, 21):
            sign = 1 if pan % 2 else -1
            await page.mouse.move(x + sign * step * 12, y + sign * step * 3)
            await asyncio.sleep(0.016)
        await page.mouse.up()
        if site is not None:
            for number in range(4):
                site.publish(spread(first + pan * 4 + number, chance))
    return list(await page.evaluate("window.frameTimes"))


async def measure(count: int) -> None:
    chance = random.Random(1)
    live = MemoryLive(ring_bytes=50_000_000)
    for number in range(count):
        live.publish(spread(number, chance))
    with served(live) as site:
        async with chromium() as browser:
            page = await browser.new_page(viewport={"width": 1440, "height": 900})
            began = time.monotonic()
            await page.goto(f"{site.address}/?map=15.00,40.00,2.6")
            await page.wait_for_selector("#feed li", timeout=60_000)
            listed_s = time.monotonic() - began
            await page.wait_for_selector('#map[data-drawn="true"]', timeout=60_000)
            print(f"page, {count} events: listed after {listed_s:.1f} s, drawn after {time.monotonic() - began:.1f} s")
            for name, given in (("panning", None), ("panning while events arrive", site)):
                frames = await frames_while_panning(page, given, first=count)
                slow = statistics.quantiles(frames, n=20)[-1]
                print(
                    f"page, {name}: {len(frames)} frames, median {statistics.median(frames):.0f} ms,"
                    f" 95th {slow:.0f} ms, worst {max(frames):.0f} ms"
                )


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=5000)
    for count in (1, parser.parse_args().events):
        asyncio.run(measure(count))


if __name__ == "__main__":
    main()
