from __future__ import annotations

import time

import pytest

from streams.intake.html import html_to_text, read_page

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Raid | The Daily</title><meta property="og:title" content="Raid on Dara">
<meta property="article:published_time" content="2024-05-01T07:00:00+02:00"><link rel="canonical" href="https://daily.example/a">
<meta property="og:site_name" content="The Daily"><script type="application/ld+json">{broken</script></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Raid on Dara</h1>
<figure><img alt="x"><figcaption>Smoke over Dara.</figcaption></figure>
<p>Gunmen killed three people in the village of Dara on Monday, police said, and burned the clinic &amp; the school.</p>
<ul><li>Two women were hurt.</li><li>A school burned.</li></ul></article>
<aside><p>Soldiers kill ten in Goma</p></aside><footer><p>Copyright 2024</p></footer><script>var a = "<p>killed</p>"</script>
</body></html>"""


def test_a_page_gives_the_story_without_menus_captions_and_other_stories() -> None:
    assert html_to_text(PAGE).split("\n\n") == [
        "Raid on Dara",
        "Gunmen killed three people in the village of Dara on Monday, police said, and burned the clinic & the school.",
        "Two women were hurt.\nA school burned.",
    ]


def test_a_page_tells_title_address_site_and_time() -> None:
    page = read_page(PAGE)
    assert (page.title, page.canonical_url, page.site_name) == ("Raid on Dara", "https://daily.example/a", "The Daily")
    assert (page.published, page.language, page.json_ld) == ("2024-05-01T07:00:00+02:00", "en", None)


def test_a_fragment_is_read_whole() -> None:
    assert html_to_text("<div>Two died<br/>in Goma.</div><p>Three &lt;b&gt; hurt.") == "Two died\nin Goma.\n\nThree <b> hurt."


REPORT = "Gunmen killed three people in the village of Dara on Monday, police said. "
HOSTILE = {
    "articles in articles": ("<html><body>", "<article>" + REPORT),
    "articles in 150 articles": ("<html><body>", "<article>" * 150 + f"<p>{REPORT}</p>" + "</article>" * 150),
    "teasers": ("<html><body>", "<article><p>a word</p></article>"),
    "facts about the page": ("<html><head>", "<meta name=a content=b>"),
    "attributes of one tag": ("<html><body><p ", "a{n}='>' "),
    "tags in an attribute": ('<html><body><p a="', "<p "),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_of_three_megabytes_costs_seconds(kind: str) -> None:
    start, piece = HOSTILE[kind]
    page = start + "".join(piece.replace("{n}", str(n)) for n in range(3_000_000 // len(piece)))
    since = time.process_time()
    read_page(page)
    assert time.process_time() - since < 5  # one at most on an idle machine; minutes to hours without the bounds


def test_a_crowd_of_attributes_goes_and_its_text_stays() -> None:
    crowd = " ".join(f"a{n}={n}" for n in range(20_000))
    assert html_to_text(f'<p class="lead">Two died.</p><p {crowd}>Three were hurt.</p>') == "Two died.\n\nThree were hurt."
