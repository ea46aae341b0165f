"""HTML to text: the article's paragraphs, without menus, scripts and footers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

MAIN_SHARE = 0.3
"""The extractor's choice of main content is taken from this share of the page's visible words on; under it, it has
lost the story to a heuristic (short reports), and the whole page is read."""

LEAST_WORDS = 20
"""Words under which a found story is doubted and the next way is tried."""

MOST_STORIES = 8
"""Elements marked as articles that are looked at: a page of hundreds is a list of teasers or hostile."""

MOST_METAS = 500
"""Elements that tell something about the page that are looked at; pages have tens."""

MOST_ATTRIBUTES = 500
"""Attributes of one tag beyond which it loses them all: the parser sets each against all others of its tag, and a megabyte of
them takes it minutes. A page has tens."""

SMALL_PAGE = 50_000
"""Characters up to which a page's attributes are not counted: none of its tags can hold enough of them to matter."""

DEEPEST = 200
"""Nested elements beyond which the extractor's own choice of main content is not asked: its cost grows with their square.
Pages nest 20 to 60 deep."""

_CONTAINER = re.compile(
    r"<(/?)(?:div|section|article|main|span|table|tr|td|ul|ol|blockquote|center|font|b|i|em|strong|a|p)\b", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""[\s/]*+=?+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?![\"'])[^\s>]*+))?+""")
_TAG = re.compile(rf"(</?[a-z][^\s/>]*+)((?:{_ATTRIBUTE.pattern})*+)", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype|html|body|head|article|main)\b", re.IGNORECASE)
_SKIP = ("nav", "aside", "form", "button", "figcaption", "footer", "[role=navigation]", "[aria-hidden=true]")
_STORY = ("[itemprop=articleBody]", "article", "main", "[role=main]")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Page:
    """What does a web page say about the article it carries? ``None`` where it does not."""

    text: str
    title: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    published: str | None = None
    author: str | None = None
    language: str | None = None
    json_ld: dict[str, object] | None = None


def html_to_text(html: str) -> str:
    """Which text does the HTML hold? Paragraphs stand apart by a blank line; entities are decoded.

    >>> html_to_text("<p>Two people died in A&amp;B.</p><script>x()</script><p>A third was hurt.</p>")
    'Two people died in A&B.\\n\\nA third was hurt.'
    """
    html = _without_crowds(html)
    whole = _extract(html, main_content=False)
    if not _PAGE.search(html) or _depth(html) > DEEPEST:
        return whole
    words = len(whole.split())
    marked = _extract(_story_element(html), main_content=False)
    if len(marked.split()) >= max(LEAST_WORDS, MAIN_SHARE * words):
        return marked
    main = _extract(html, main_content=True)
    return main if len(main.split()) >= max(LEAST_WORDS, MAIN_SHARE * words) else whole


def _without_crowds(html: str) -> str:
    """The page without the attributes of a tag that has too many of them."""
    if len(html) <= SMALL_PAGE:
        return html

    def bare(match: re.Match[str]) -> str:
        is_crowd = len(match[2]) > MOST_ATTRIBUTES and sum(1 for _ in _ATTRIBUTE.finditer(match[2])) > MOST_ATTRIBUTES
        return match[1] if is_crowd else match[0]

    return _TAG.sub(bare, html)


def _depth(html: str) -> int:
    """How deep do the elements nest, by the containers' tags alone?"""
    deepest = depth = 0
    for match in _CONTAINER.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _story_element(html: str) -> str:
    """Which element does the page itself mark as the article? Its HTML; the longest where there are several."""
    document = HTMLTree.parse(html).document
    for selector in _STORY:
        nodes = document.query_selector_all(selector) if document else ()
        # a slice is made at once; each step of an iteration costs as much as there are elements
        found = max((str(node.html) for node in nodes[:MOST_STORIES]), key=len, default="")
        if found:
            return found
    return ""


def _extract(html: str, *, main_content: bool) -> str:
    text = extract_plain_text(
        html,
        preserve_formatting=True,
        main_content=main_content,
        list_bullets=False,
        alt_texts=False,
        comments=False,
        skip_elements=list(_SKIP),
    )
    lines = [line.strip() for line in str(text).split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def read_page(html: str) -> Page:
    """What does a whole web page tell of its article: text, title, address, site, date, author, language?"""
    html = _without_crowds(html)
    tree = HTMLTree.parse(html)
    document = tree.document
    metas: dict[str, str] = {}
    canonical = None
    json_ld = None
    selector = "meta, link[rel=canonical], script[type='application/ld+json']"
    for node in document.query_selector_all(selector)[:MOST_METAS] if document else ():
        if node.tag == "meta":
            name = (node.getattr("property") or node.getattr("name") or node.getattr("itemprop") or "").lower()
            content = node.getattr("content")
            if name and content:
                metas.setdefault(name, content.strip())
        elif node.tag == "link":
            canonical = canonical or node.getattr("href")
        elif json_ld is None:
            json_ld = _article_of(node.text or "")
    root = document.query_selector("html") if document else None
    return Page(
        text=html_to_text(html),
        title=metas.get("og:title") or metas.get("twitter:title") or (tree.title or "").strip() or None,
        canonical_url=canonical or metas.get("og:url"),
        site_name=metas.get("og:site_name"),
        published=metas.get("article:published_time") or metas.get("datepublished") or metas.get("date"),
        author=metas.get("author") or metas.get("article:author"),
        language=(root.getattr("lang") if root else None) or None,
        json_ld=json_ld,
    )


def _article_of(script: str) -> dict[str, object] | None:
    """Which NewsArticle does a page's JSON-LD describe? Broken JSON on a page is common and passed over."""
    try:
        value = orjson.loads(script)
    except orjson.JSONDecodeError:
        return None
    nodes = value if isinstance(value, list) else [value]
    for node in nodes:
        if isinstance(node, dict):
            for item in (node, *(node.get("@graph") or ())):
                if isinstance(item, dict) and "Article" in str(item.get("@type")):
                    return item
    return None
