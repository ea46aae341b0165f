"""Reads a YAML file that people write: read -> validate -> freeze, and every fault with its line and column.

Scalars are read as YAML 1.2 and JSON have them, so that the country ``NO`` stays Norway and 1:30 no number.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import orjson
import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

MAX_NODES = 100_000
"""Values in one file, aliases followed: a larger one is a mistake or an attack, and would only take memory."""
MAX_DEPTH = 40
"""Lists and fields within one another; an alias to what contains it would never end."""

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?P<fraction>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_UNKNOWN_FIELD = "extra_forbidden"

Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """What is wrong where? ``line`` and ``column`` count from 1; ``field`` is dotted, empty for the whole file."""

    file: str
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {f'{self.field}: ' if self.field else ''}{self.message}"


class FaultyFileError(ValueError):
    """Which faults has a file? All of them, in the order of its lines; the message is the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Place:
    """Where do a value and its key begin?"""

    value: yaml.Mark
    key: yaml.Mark


def read_yaml(text: str, file: str, model: type[M]) -> M:
    """Which settings does the text of a file hold? Raises FaultyFileError with every fault; ``file`` is its name there."""
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise FaultyFileError((_syntax_fault(error, file),)) from error
    except yaml.reader.ReaderError as error:  # a character that YAML does not allow
        line = text.count("\n", 0, error.position) + 1
        column = error.position - (text.rfind("\n", 0, error.position) + 1) + 1
        raise FaultyFileError((Fault(file, line, column, "", f"{error.reason}: #x{ord(str(error.character)):04x}"),)) from error
    reading = _Reading(file)
    value = reading.value_of(root, (), root.start_mark) if root is not None else None
    if reading.faults:
        raise FaultyFileError(tuple(reading.faults))
    try:
        return model.model_validate_json(orjson.dumps(value), strict=True)
    except ValidationError as error:
        names = _field_names(model)
        faults = {reading.fault(row, names) for row in _causes(error.errors(include_url=False))}
        raise FaultyFileError(tuple(sorted(faults, key=lambda fault: fault[1:]))) from error


def _causes(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """All but lists that are too short for want of the values in them that were refused."""
    for error in errors:
        size = len(error["loc"])
        within = any(len(other["loc"]) > size and other["loc"][:size] == error["loc"] for other in errors)
        if error["type"] != "too_short" or not within:
            yield error


def _syntax_fault(error: yaml.MarkedYAMLError, file: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Fault(file, line, column, "", " ".join(filter(None, (error.problem, error.context))) or "no YAML")


class _Reading:
    """A file's values, and where each of them stands."""

    def __init__(self, file: str) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._places: dict[Path, _Place] = {}

    def value_of(self, node: yaml.Node, path: Path, key: yaml.Mark) -> Any:
        """Which value is the node? Notes where it stands; faults of the file itself are noted too."""
        if len(self._places) >= MAX_NODES or len(path) > MAX_DEPTH:
            if not self.faults:
                self._note(node.start_mark, (), f"more than {MAX_NODES:,} values, or {MAX_DEPTH} within one another")
            return None
        self._places[path] = _Place(node.start_mark, key)
        match node:
            case yaml.MappingNode():
                return dict(self._members(node, path))
            case yaml.SequenceNode():
                return [self.value_of(child, (*path, number), child.start_mark) for number, child in enumerate(node.value)]
            case yaml.ScalarNode():
                return _scalar(node)
        raise TypeError(type(node).__name__)

    def _members(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._note(name.start_mark, path, "a field's name must be a word")
                continue
            if name.value in seen:
                self._note(name.start_mark, (*path, name.value), "given twice")
            seen.add(name.value)
            yield name.value, self.value_of(value, (*path, name.value), name.start_mark)

    def _note(self, mark: yaml.Mark, path: Path, message: str) -> None:
        self.faults.append(Fault(self._file, mark.line + 1, mark.column + 1, ".".join(map(str, path)), message))

    def fault(self, error: ErrorDetails, names: list[str]) -> Fault:
        """Where does the fault that the model found stand? A missing field stands where what should have it begins."""
        path = tuple(error["loc"])
        while path not in self._places and path:
            path = path[:-1]
        place = self._places.get(path)
        mark = None if place is None else place.key if error["type"] == _UNKNOWN_FIELD else place.value
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Fault(self._file, line, column, ".".join(map(str, error["loc"])), _message(error, names))


def _scalar(node: yaml.ScalarNode) -> Any:
    if node.style is not None:  # quoted, or a block
        return node.value
    text = str(node.value)
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    return float(text) if number["fraction"] else int(text) if len(text) < 19 else text


def _message(error: ErrorDetails, names: list[str]) -> str:
    told = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    match error["type"]:
        case "extra_forbidden":
            return f"no such field{_close(str(error['loc'][-1]), names)}"
        case "missing":
            return "is missing"
        case "literal_error" | "enum":
            known = re.findall(r"'([^']*)'", told)
            close = _close(str(error["input"]), known)
            return f"{error['input']!r} is unknown{close}" if close else f"{error['input']!r} is none of {', '.join(known)}"
        case "value_error":
            return told
        case "string_pattern_mismatch":
            return f"must be of the form {error['ctx']['pattern']}, not {error['input']!r}"
        case "tuple_type" | "list_type":
            return "must be a list: [one, two], or a line with a dash for each"
        case "model_type" | "dict_type":
            return "must hold fields of its own"
        case _:
            given = error["input"]
            is_short = isinstance(given, str | int | float | bool | None)
            return f"must be {told[:1].lower()}{told[1:]}" + (f", not {given!r}" if is_short else "")


def _close(word: str, known: list[str]) -> str:
    found = difflib.get_close_matches(word.lower(), [name.lower() for name in known], n=1, cutoff=0.7)
    original = {name.lower(): name for name in known}
    return f"; did you mean {original[found[0]]}?" if found else ""


def _field_names(model: type[BaseModel]) -> list[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})
