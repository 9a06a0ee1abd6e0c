"""The API's schema, arranged for reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a property of a body."""

    name: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation with what goes in and what comes out."""

    method: str
    path: str
    summary: str
    text: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]


def chapters(schema: dict[str, Any]) -> dict[str, list[Operation]]:
    """Operations of an OpenAPI schema by tag."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, given in methods.items():
            found.setdefault(given["tags"][0], []).append(_operation(schema, method.upper(), path, given))
    return found


def _operation(schema: dict[str, Any], method: str, path: str, given: dict[str, Any]) -> Operation:
    parameters = [
        Field(item["name"], _kind(item["schema"]), item.get("required", False), item["in"])
        for item in given.get("parameters", [])
    ]
    body = given.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers: dict[str, Any] = next(
        (found for status, found in given["responses"].items() if str(status).startswith("2")), {}
    )
    answer = answers.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method, path, given.get("summary", ""), given.get("description", ""), parameters,
        list(_fields(schema, body)), list(_fields(schema, answer)),
    )  # fmt: skip


def _fields(schema: dict[str, Any], shape: dict[str, Any]) -> Iterator[Field]:
    """Properties of a shape; of a page or list, those of its items."""
    shape = _resolved(schema, shape)
    if shape.get("type") == "array":
        shape = _resolved(schema, shape["items"])
    properties = shape.get("properties", {})
    if set(properties) == {"items", "next"}:
        shape = _resolved(schema, properties["items"]["items"])
        properties = shape.get("properties", {})
    for name, given in properties.items():
        yield Field(name, _kind(given), name in shape.get("required", []), "")


def _resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    reference = shape.get("$ref", "")
    found: dict[str, Any] = schema["components"]["schemas"][reference.rsplit("/", 1)[1]] if reference else shape
    return found


def _kind(shape: dict[str, Any]) -> str:
    if "anyOf" in shape:
        return " | ".join(_kind(each) for each in shape["anyOf"])
    if "$ref" in shape:
        return str(shape["$ref"].rsplit("/", 1)[1])
    if shape.get("type") == "array":
        return f"[{_kind(shape.get('items', {}))}]"
    bounds = [
        f"{sign}{shape[key]}" for key, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤")) if key in shape
    ]
    return " ".join([shape.get("format") or shape.get("type", "any"), *bounds])
