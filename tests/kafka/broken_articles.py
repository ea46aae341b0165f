"""Articles that are broken in twenty different ways, each as the bytes a crawler might really send."""

from __future__ import annotations

from collections.abc import Callable

import orjson

GOOD = {
    "title": "Gunmen kill four in Douentza",
    "body_text": "Gunmen killed four villagers in Douentza, Mali, on Saturday, the mayor said. Two others were wounded.",
    "published_at": "2022-06-13T16:00:00Z",
}


def _with(**changes: object) -> bytes:
    return orjson.dumps({key: value for key, value in {**GOOD, **changes}.items() if value is not None})


def _latin_1(number: int) -> bytes:
    return (
        f'{{"id": "latin-{number}", "body_text": "Le maire a été tué à Gao", "published_at": "2022-06-13T16:00:00Z"}}'.encode(
            "latin-1"
        )
    )


BROKEN: dict[str, Callable[[int], bytes]] = {
    "not JSON": lambda n: b"<!doctype html><p>Bad gateway</p>",
    "cut off": lambda n: _with(id=f"cut-{n}")[:-20],
    "wrong encoding": _latin_1,
    "UTF-16": lambda n: _with(id=f"utf16-{n}").decode().encode("utf-16"),
    "nested 10,000 deep": lambda n: b"[" * 10_000 + b"]" * 10_000,
    "a number": lambda n: b"42",
    "a list": lambda n: b'["an", "article"]',
    "an unknown shape": lambda n: orjson.dumps({"foo": f"bar-{n}"}),
    "no text": lambda n: _with(id=f"no-text-{n}", body_text=None),
    "empty text": lambda n: _with(id=f"empty-{n}", body_text=""),
    "blank text": lambda n: _with(id=f"blank-{n}", body_text=" \n\t ", title=None),
    "no date": lambda n: _with(id=f"undated-{n}", published_at=None),
    "date in words": lambda n: _with(id=f"words-{n}", published_at="last Tuesday"),
    "date without an offset": lambda n: _with(id=f"naive-{n}", published_at="2022-06-13T16:00:00"),
    "date in the far future": lambda n: _with(id=f"future-{n}", published_at="2999-01-01T00:00:00Z"),
    "text is a number": lambda n: _with(id=f"number-{n}", body_text=12),
    "text is a list": lambda n: _with(id=f"list-{n}", body_text=["a", "b"]),
    "id is a number of the wrong kind": lambda n: _with(id={"n": n}),
    "too long": lambda n: _with(id=f"long-{n}", body_text="war " * 2_400_000),
    "HTML soup without a word": lambda n: _with(
        id=f"soup-{n}", body_text=None, title=None, body_html="<div><p><script>var a=1;</script></div><b></p>" * 50
    ),
}
