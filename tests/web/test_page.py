"""The page in headless Chromium: an event appears, its panel opens, a filter survives a reload, hostile text stays text."""

from __future__ import annotations

import json
import os
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ConsoleMessage, Page, expect

from schemas.conflict_event import Claim, Occurred
from tests.web.browser import CHROMIUM, Served, chromium, served
from tests.web.builders import MemoryLive, event

HOSTILE = '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>'


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on the path"),
]
expect.set_options(timeout=20_000)
SOON_MS = 1_000
"""From an event's row in the list to its dot on the map: 20 to 350 ms in software WebGL."""


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
async def test_what_is_downloaded_is_what_is_shown_also_without_a_day_and_within_chosen_days(site: Served, page: Page) -> None:
    site.publish(event(70, headline="Never dated", occurred=Occurred()))
    long_ago = date(1982, 2, 2)
    site.publish(event(71, headline="Long ago", occurred=Occurred(start=long_ago, end=long_ago, best_date=long_ago)))
    await expect(page.locator("#feed")).to_contain_text("Never dated")
    await expect(page.locator("#other-days")).to_be_visible()

    async def downloaded() -> list[str]:
        async with page.expect_download() as download:
            await page.click("#download summary")
            await page.click("[data-format=jsonl]")
        text = Path(await (await download.value).path()).read_text()  # noqa: ASYNC240
        return sorted(json.loads(line)["event_id"] for line in text.splitlines())

    async def shown() -> list[str]:
        return sorted(await page.locator("#feed a").evaluate_all("links => links.map((link) => link.dataset.id)"))

    assert "event-00070" in await shown()
    assert await downloaded() == await shown()
    await page.locator("#from").press("ArrowRight")
    await expect(page.locator("#feed")).not_to_contain_text("Never dated")
    assert await downloaded() == await shown()


@pytest.mark.browser
@pytest.mark.timed
async def test_a_dot_is_on_the_map_as_soon_as_its_event_is_in_the_list(site: Served, page: Page) -> None:
    await expect(page.locator('#map[data-shown="20"]')).to_be_attached()
    site.publish(event(72, headline="Far away"))
    await expect(page.locator("#feed")).to_contain_text("Far away")
    await expect(page.locator('#map[data-shown="21"]')).to_be_attached(timeout=SOON_MS)


@pytest.mark.browser
async def test_the_map_begins_where_the_events_are_and_leaves_the_address_alone(site: Served, page: Page) -> None:
    await page.reload()
    await expect(page.locator('#map[data-shown="20"]')).to_be_attached()
    assert "map=" not in page.url
    await page.locator("#map canvas").press("ArrowRight")
    await expect(page).to_have_url(re.compile("map="))
    lat, lon, zoom = (float(part) for part in page.url.split("map=")[1].split("&")[0].split(","))
    assert abs(lat - 13.6) < 15
    assert abs(lon - 25.3) < 40
    assert zoom > 2


@pytest.mark.browser
async def test_filters_that_the_server_does_not_know_are_named_and_can_be_cleared(site: Served, page: Page) -> None:
    other = await page.context.browser.new_page()  # type: ignore[union-attr] # its console tells of the 422
    await other.goto(f"{site.address}/?type=War")
    await expect(other.locator("#state-text")).to_contain_text("the filters can not be used: type")
    await other.click("#empty button")
    await expect(other.locator("#feed li")).to_have_count(20)
    await expect(other.locator("#state")).to_have_attribute("data-state", "live")
    assert "War" not in other.url


@pytest.mark.browser
async def test_the_list_does_not_move_under_a_reader_and_counts_what_is_new(site: Served, page: Page) -> None:
    await page.locator("#feed li").nth(3).hover()
    before = await page.locator("#feed li").all_inner_texts()
    site.publish(event(60, headline="Later"))
    await expect(page.locator("#newer")).to_have_text("↑ 1 new")
    assert await page.locator("#feed li").all_inner_texts() == before
    await page.click("#newer")
    await expect(page.locator("#feed li").first).to_contain_text("Later")
    await expect(page.locator("#newer")).to_be_hidden()


@pytest.mark.browser
async def test_one_early_year_does_not_squeeze_the_days_and_all_are_a_press_away(site: Served, page: Page) -> None:
    long_ago = date(1982, 2, 2)
    site.publish(event(61, headline="Long ago", occurred=Occurred(start=long_ago, end=long_ago, best_date=long_ago)))
    site.publish(event(62, headline="Never dated", occurred=Occurred()))
    await expect(page.locator("#feed")).to_contain_text("Never dated")
    await expect(page.locator("#days")).not_to_contain_text("1982")
    await expect(page.locator("#feed")).not_to_contain_text("Long ago")
    await page.click("#other-days")
    await expect(page.locator("#feed")).to_contain_text("Long ago")
    await expect(page.locator("#days")).to_contain_text("1982")
    await page.reload()
    await expect(page.locator("#feed")).to_contain_text("Long ago")


@pytest.mark.browser
async def test_the_dot_says_that_the_server_has_lost_kafka(site: Served, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.web.stream.HEARTBEAT_S", 0.2)
    await page.reload()
    await expect(page.locator("#state")).to_have_attribute("data-state", "live")
    site.live.feed.is_cut_off = True
    await expect(page.locator("#state")).to_have_attribute("data-state", "waiting")
    await expect(page.locator("#state")).to_contain_text("Kafka")
    site.live.feed.is_cut_off = False
    await expect(page.locator("#state")).to_have_attribute("data-state", "live")


@pytest.mark.browser
async def test_both_sides_of_a_contested_toll_stand_side_by_side_with_who_says_them(site: Served, page: Page) -> None:
    told = [("a medic", "killed 14"), ("a medic", "14 dead"), ("the army", "killed two people")]
    claims = tuple(
        Claim(claim_id=str(at), proposition="casualties", value=f"killed: {words}", claimant=who, article_id="article-1")
        for at, (who, words) in enumerate(told)
    )
    site.publish(event(63, claims=claims, contested_fields=("toll",)))
    await page.goto(f"{site.address}/?event=event-00063")
    sides = page.locator(".sides > div")
    await expect(sides).to_have_count(2)
    await expect(sides.nth(0)).to_contain_text("a medic")
    await expect(sides.nth(1)).to_contain_text("the army")
    await expect(page.locator(".claims > li")).to_have_count(2)


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
