"""A YAML file that people write: what it says, and every fault with its line and column."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, Field

from streams.lexicons.yaml_file import MAX_DEPTH, FaultyFileError, read_yaml


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    country: str
    weight: float = 0.0


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = "nobody"
    count: int = 0
    is_on: bool = False
    inner: tuple[Inner, ...] = ()
    words: tuple[str, ...] = Field(default=(), max_length=3)


def faults(text: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(FaultyFileError) as caught:
        read_yaml(text, "f.yaml", Outer)
    return [fault[1:] for fault in caught.value.faults]


def test_values_are_read_as_yaml_1_2_has_them() -> None:
    read = read_yaml("name: 1:30\nis_on: true\ncount: 12\ninner: [{country: NO, weight: 2}]\nwords: [on, '1', ~x]", "f", Outer)
    assert read == Outer(name="1:30", is_on=True, count=12, inner=(Inner(country="NO", weight=2.0),), words=("on", "1", "~x"))


@pytest.mark.parametrize(
    ("text", "line", "column", "field", "told"),
    [
        ("name: x\ncuont: 3\n", 2, 1, "cuont", "no such field; did you mean count?"),
        ("inner:\n  - country: ML\n    county: X\n", 3, 5, "inner.0.county", "did you mean country?"),
        ("inner:\n  - weight: 1.5\n", 2, 5, "inner.0.country", "is missing"),
        ("count: '3'\n", 1, 8, "count", "must be a valid integer, not '3'"),
        ("count: yes\n", 1, 8, "count", "not 'yes'"),
        ("words: one\n", 1, 8, "words", "must be a list"),
        ("inner: [x]\n", 1, 9, "inner.0", "must hold fields of its own"),
        ("words: [a, b, c, d]\n", 1, 8, "words", "at most 3"),
        ("name: x\nname: y\n", 2, 1, "name", "given twice"),
        ("? [a]\n: b\n", 1, 3, "", "must be a word"),
        ("name: [unclosed\n", 2, 1, "", "expected"),
        ("name: x\n\tcount: 1\n", 2, 1, "", "cannot start any token"),
        ("name: x\ncount: \x07\n", 2, 8, "", "special characters are not allowed"),
        ("--- {}\n--- {}\n", 2, 1, "", "another document"),
        ("inner: &all\n  - *all\n", 1, 8, "", "within one another"),
        ("words: " + "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), 1, 48, "", "within one another"),
        ("", 1, 1, "", "must hold fields"),
    ],
)
def test_a_fault_names_line_and_column(text: str, line: int, column: int, field: str, told: str) -> None:
    ((found_line, found_column, found_field, message),) = faults(text)
    assert (found_line, found_column, found_field) == (line, column, field)
    assert told in message


def test_all_faults_are_told_in_the_order_of_their_lines() -> None:
    assert [fault[0] for fault in faults("count: x\nname: 3\nis_on: 2\n")] == [1, 2, 3]


def test_aliases_that_multiply_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    ((_, _, _, message),) = faults("\n".join(lines))
    assert "values" in message
