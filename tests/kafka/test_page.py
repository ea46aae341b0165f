"""The page on Apache Kafka itself: an article is ingested and its event appears; a correction is a revision on it at once."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from schemas import ConflictEvent, decode
from streams.publishing import publish_articles
from streams.reading import open_consumer
from streams.settings import Settings
from tests.kafka.broken_articles import GOOD
from tests.kafka.workers import running_page, running_worker
from tests.web.browser import CHROMIUM, chromium

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on the path"),
]

SOON_S = 1.0
"""Seconds from a revision's record until it is on the page."""


ARTICLE = {**GOOD, "id": "told", "version": 1, "title": "Gunmen attack villagers in Douentza"}
CORRECTED = {
    **ARTICLE,
    "version": 2,
    "body_text": "Gunmen killed 19 villagers in Douentza, Mali, on Saturday, the mayor said. Two others were wounded.",
}


@pytest.fixture
def page_address(kafka_settings: Settings) -> Iterator[str]:
    """A worker and the page's process."""
    with running_worker(kafka_settings), running_page(kafka_settings) as (_, port):
        yield f"http://127.0.0.1:{port}"


async def readable_at_s(settings: Settings, revision: int) -> float:
    """When can such a revision first be read from the topic? Seconds since the epoch."""
    async with open_consumer(settings, "events.revisions", from_start=True) as (consumer, _):
        async for record in consumer:
            if decode(ConflictEvent, record.value).revision == revision:
                return time.time()
    raise AssertionError("the topic has ended")


@pytest.mark.timed
async def test_an_article_is_an_event_on_the_page_and_its_correction_a_revision_within_a_second(
    kafka_settings: Settings, page_address: str
) -> None:
    faults: list[str] = []
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1200, "height": 800})
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(page_address)
        await expect(page.locator("#state")).to_have_attribute("data-state", "live")
        await publish_articles(kafka_settings, [ARTICLE])
        first = page.locator("#feed li").first
        await expect(first).to_be_visible(timeout=60_000)
        await page.click("#filters-toggle")
        await page.select_option("[name=type]", "Violence against civilians")
        await expect(page).to_have_url(re.compile("type=Violence"))
        await page.reload()
        await expect(first).to_be_visible()
        await expect(page.locator("[name=type]")).to_have_value("Violence against civilians")
        await first.locator("a").click()
        await expect(page.locator("#panel h2")).to_be_visible()
        await expect(page.locator("#panel mark").first).to_be_visible()
        await expect(page.locator(".revisions > li")).to_have_count(1)

        readable = asyncio.create_task(readable_at_s(kafka_settings, 2))
        await asyncio.sleep(2)
        await publish_articles(kafka_settings, [CORRECTED])
        shown = await page.wait_for_function(
            "() => document.querySelectorAll('.revisions > li').length === 2 && Date.now()", polling="raf", timeout=60_000
        )
        took_s = await shown.json_value() / 1000 - await asyncio.wait_for(readable, 30)
        print(f"a revision is on the page {took_s * 1000:.0f} ms after its record can be read")
        assert took_s < SOON_S
        await expect(page.locator("#panel h2")).to_contain_text("19")
    assert faults == []
