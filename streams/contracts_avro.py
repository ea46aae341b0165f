"""The messages as Avro schemas, made from their JSON Schemas: for lakes and tables that are loaded from the topics.

The fields and their names are those of the JSON; what JSON writes as text (instants, dates, codes) is a string here too, so
that a record's JSON value is its Avro value as it stands. Codes are no Avro enums, whose symbols can not hold
"Air/drone strike".
"""

from __future__ import annotations

from typing import Any

NAMESPACE = "news.sitrep"

_PLAIN = {"string": "string", "integer": "long", "number": "double", "boolean": "boolean"}
_ANY = ["null", "boolean", "long", "double", "string"]
"""A value that an analyst may set to anything."""


def avro_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Which Avro record is this JSON Schema of a message? Each nested record is written out where it first stands.

    Raises ValueError for a construction that no message has used yet.

    >>> avro_schema({"title": "Seen", "type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]})["fields"]
    [{'name': 'at', 'type': 'string'}]
    """
    record: dict[str, Any] = _type(schema, schema.get("$defs", {}), set())
    return record


def _type(schema: dict[str, Any], named: dict[str, Any], known: set[str]) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"{NAMESPACE}.{name}" if name in known else _type({"title": name, **named[name]}, named, known)
    if "anyOf" in schema:
        return _union([_type(option, named, known) for option in schema["anyOf"]])
    match schema.get("type"):
        case "object" if "properties" in schema:
            return _record(schema, named, known)
        case "object":
            values = schema.get("additionalProperties")
            return {"type": "map", "values": _type(values, named, known) if isinstance(values, dict) else _ANY}
        case "array":
            return {"type": "array", "items": _items(schema, named, known)}
        case "null":
            return "null"
        case str() as plain if plain in _PLAIN:
            return _PLAIN[plain]
        case None if "enum" in schema or "const" in schema:
            return "string"
        case None:
            return list(_ANY)
    raise ValueError(f"no Avro for {schema}")


def _items(schema: dict[str, Any], named: dict[str, Any], known: set[str]) -> Any:
    items = schema.get("items")
    if isinstance(items, dict):
        return _type(items, named, known)
    return _union([_type(one, named, known) for one in schema.get("prefixItems", ())])


def _union(options: list[Any]) -> Any:
    flat: list[Any] = []
    for option in options:
        flat.extend(one for one in (option if isinstance(option, list) else [option]) if one not in flat)
    nulls_first = sorted(flat, key=lambda one: one != "null")
    return nulls_first[0] if len(nulls_first) == 1 else nulls_first


def _record(schema: dict[str, Any], named: dict[str, Any], known: set[str]) -> dict[str, Any]:
    known.add(schema["title"])
    fields = []
    for name, field in schema["properties"].items():
        kind = _type(field, named, known)
        made: dict[str, Any] = {"name": name, "type": kind}
        if isinstance(kind, list) and kind[0] == "null":
            made["default"] = None
        if doc := field.get("description"):
            made["doc"] = doc
        fields.append(made)
    record: dict[str, Any] = {"type": "record", "name": schema["title"], "namespace": NAMESPACE, "fields": fields}
    if doc := schema.get("description"):
        record["doc"] = doc
    return record
