"""Which rules does a file hold, and what is wrong with it?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from streams.alerting.names import actor_names
from streams.alerting.rules import Rule, RuleSet
from streams.lexicons.yaml_file import read_yaml

BUILT_IN = Path(__file__).parent / "built_in.yaml"


def read_rules(text: str, file: str) -> tuple[Rule, ...]:
    """Which rules does the text of a file hold? Raises FaultyFileError with every fault; ``file`` is its name there."""
    return read_yaml(text, file, RuleSet).rules


@cache
def built_in_rules() -> tuple[Rule, ...]:
    """Which rules hold where no file is named?"""
    return read_rules(BUILT_IN.read_text(encoding="utf-8"), BUILT_IN.name)


def unknown_names(rule: Rule) -> tuple[str, ...]:
    """Which of the rule's actors does no table know? They are compared with names as they are printed."""
    return tuple(words for words in rule.when.actors if not actor_names(words).is_known)
