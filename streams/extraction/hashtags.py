"""What does a hashtag say? Its words, as a text would print them."""

from __future__ import annotations

import re

_TAG = re.compile(r"#(?=[^\W\d_])(\w+)")


def without_hashtags(text: str) -> str:
    """How is a post read? Its hashtags as plain words. Each code point keeps its place.

    >>> without_hashtags("Raids on #Deir_Ezzor today")
    'Raids on  Deir Ezzor today'
    """
    return _TAG.sub(lambda found: " " + found[1].replace("_", " "), text) if "#" in text else text
