"""The words that shapes are written in: short ways to say JSON Schema."""

from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def text(description: str = "") -> Schema:
    return {"type": "string"} | ({"description": description} if description else {})


def maybe(description: str = "") -> Schema:
    return or_null(text(description))


def enum(values: Any, description: str = "") -> Schema:
    return {**text(description), "enum": [str(value) for value in values]}


def whole(description: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": description}


def known(description: str) -> Schema:
    return {"type": ["boolean", "null"], "description": f"{description} Null: not known."}


def list_of(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items} | ({"description": description} if description else {})


def moment(description: str) -> Schema:
    return or_null({"type": "string", "format": "date-time", "description": f"{description} UTC."})


def object_of(properties: dict[str, Schema], description: str = "", optional: tuple[str, ...] = ()) -> Schema:
    shape: Schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
    return shape | ({"description": description} if description else {})
