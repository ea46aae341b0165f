from __future__ import annotations

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
