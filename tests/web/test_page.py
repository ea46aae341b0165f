"""The page in headless Chromium: an event appears, its panel opens, a filter survives a reload, hostile text stays text."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ConsoleMessage, Page, expect

from schemas.conflict_event import Claim
from tests.web.browser import CHROMIUM, Served, chromium, served
from tests.web.builders import MemoryLive, event

HOSTILE = '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>'


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on the path"),
]
expect.set_options(timeout=20_000)


@pytest.fixture
def site() -> Iterator[Served]:
    live = MemoryLive()
    for number in range(1, 21):
        live.publish(
            event(number, event_type="Battles", sub_event_type="Armed clash", headline=f"Clash {number}")
            if number % 4 == 0
            else event(number)
        )
    with served(live) as site:
        yield site


@pytest.fixture
async def page(site: Served) -> AsyncIterator[Page]:
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1200, "height": 800})
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(site.address)
        await expect(page.locator("#feed li")).to_have_count(20)
        yield page
    assert faults == []


@pytest.mark.browser
async def test_an_event_appears_its_panel_opens_and_a_revision_reaches_it(site: Served, page: Page) -> None:
    site.publish(event(99, headline=f"News {HOSTILE}"))
    first = page.locator("#feed li").first
    await expect(first).to_contain_text("News <img")
    await first.locator("a").click()
    await expect(page.locator("#panel h2")).to_be_focused()
    await expect(page.locator("#panel mark")).to_have_text("at least 14")
    await expect(page.locator("#panel")).not_to_contain_text("null", use_inner_text=True)
    await expect(page.locator("#panel .sources a")).to_have_attribute("href", "https://paper.example/tamra")
    claim = Claim(claim_id="c2", proposition="control", value="held", claimant="a spokesman", article_id="article-1")
    site.publish(
        event(99, revision=2, headline="Corrected", claims=(claim,), contested_fields=("control",), changed_fields=("claims",))
    )
    await expect(page.locator("#panel h2")).to_have_text("Corrected")
    await expect(page.locator(".contest")).to_contain_text("a spokesman")
    await expect(page.locator(".revisions li")).to_have_count(2)
    await page.keyboard.press("Escape")
    await expect(page.locator("#panel")).to_be_hidden()
    assert "owned" not in await page.title()
    await expect(page.locator('#map[data-ready="true"]')).to_be_attached()


@pytest.mark.browser
async def test_a_filter_survives_a_reload_and_a_permalink_opens_its_event(site: Served, page: Page) -> None:
    await page.click("#filters-toggle")
    await page.select_option("[name=type]", "Battles")
    await expect(page.locator("#feed li")).to_have_count(5)
    await page.reload()
    await expect(page.locator("#feed li")).to_have_count(5)
    assert "type=Battles" in page.url
    site.publish(event(50))
    site.publish(event(52, event_type="Battles", sub_event_type="Armed clash", headline="Clash 52"))
    await expect(page.locator("#feed li").first).to_contain_text("Clash 52")
    await expect(page.locator("#feed li")).to_have_count(6)
    async with page.expect_download() as download:
        await page.click("#download summary")
        await page.click("[data-format=geojson]")
    saved = json.loads(Path(await (await download.value).path()).read_text())  # noqa: ASYNC240
    assert len(saved["features"]) == 6
    await page.goto(f"{site.address}/?event=event-00004")
    await expect(page.locator("#panel h2")).to_have_text("Clash 4")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
async def test_axe_finds_no_serious_fault_and_nothing_is_wider_than_the_screen(theme: str, width: int, page: Page) -> None:
    await page.set_viewport_size({"width": width, "height": 850})
    await page.evaluate("theme => localStorage.setItem('sitrep-theme', theme)", theme)
    await page.reload()
    await expect(page.locator("#feed li")).to_have_count(20)
    for opens in (None, "#filters-toggle", "#download summary", "#feed a"):
        if opens is not None:
            await page.locator(opens).first.click()
        if opens == "#feed a":
            await expect(page.locator("#panel h2")).to_be_visible()
        found = (await Axe().run(page)).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}] == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        if opens in {"#filters-toggle", "#download summary"}:
            await page.locator(opens).first.click()
