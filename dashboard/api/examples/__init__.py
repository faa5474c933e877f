"""Examples for the description of the API: what is sent, what comes back, an operation each.

They are data; `described` puts them into the OpenAPI document, and a test holds each against its shape.
"""

from typing import Any

from dashboard.api.examples import cases, roster, supervision

SENT: dict[str, dict[str, object]] = cases.SENT
"""What is sent, by operation and by the name of the example; other bodies carry theirs themselves."""

ANSWERED: dict[str, object] = {**cases.ANSWERED, **supervision.ANSWERED, **roster.ANSWERED}
"""What comes back, by operation; what answers 204 has nothing to show."""

_JSON = "application/json"


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with the examples in it; those of operations that it has not are left out."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _describe(f"{method.upper()} {path}", operation, schema["components"]["schemas"])
    return schema


def _describe(name: str, operation: dict[str, Any], shapes: dict[str, Any]) -> None:
    sent = operation.get("requestBody", {}).get("content", {}).get(_JSON)
    if name in SENT:
        sent["examples"] = {said: {"value": value} for said, value in SENT[name].items()}
    elif sent:
        own = shapes.get(sent["schema"].get("$ref", "").rpartition("/")[2], {})
        sent |= {"example": own["example"]} if "example" in own else {}
    for code, answer in operation["responses"].items():
        if code.startswith("2") and "content" in answer and name in ANSWERED:
            answer["content"][_JSON]["example"] = ANSWERED[name]
