"""Which tests of kind and means do an event's words pass? The closed list of features, one table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from streams.lexicons.load import RegexText, Row, read_table


class FeatureRow(Row):
    """A feature, the pattern that gives it and the pattern that refuses it, over lower-case text."""

    feature: str
    pattern: RegexText
    forbidden: RegexText = ""
    example: str


@dataclass(frozen=True, slots=True)
class FeatureTest:
    """A row made ready. Where only forbidden wordings are found the feature is not given."""

    feature: str
    pattern: re.Pattern[str]
    forbidden: re.Pattern[str] | None

    def holds(self, words: str) -> bool:
        """Does the lower-case text pass? A match inside a forbidden wording does not count."""
        for match in self.pattern.finditer(words):
            if self.forbidden is None:
                return True
            around = words[max(0, match.start() - 32) : match.end() + 32]
            if not self.forbidden.search(around):
                return True
        return False


@cache
def feature_tests() -> tuple[FeatureTest, ...]:
    """All tests in the table's order."""
    return tuple(
        FeatureTest(row.feature, re.compile(row.pattern), re.compile(row.forbidden) if row.forbidden else None)
        for row in read_table("features", FeatureRow)
    )


def feature_test(feature: str) -> FeatureTest:
    """Which test gives this feature?"""
    return next(test for test in feature_tests() if test.feature == feature)


def features_in(words: str) -> frozenset[str]:
    """Which features do these lower-case words have?

    >>> sorted(features_in("a suicide bomber blew himself up"))
    ['suicide']
    """
    return frozenset(test.feature for test in feature_tests() if test.holds(words))
