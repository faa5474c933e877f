"""Every operation of the API is described with examples, and the examples are true."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from dashboard.api.examples import ANSWERED, SENT
from tests.dashboard.conftest import Town

JSON = "application/json"
TRIED = ("/api/v1/posts", "/api/v1/entries", "/api/v1/cases")


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def shown(operation: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """What is sent and what is answered, each as its schema with its examples."""
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [told.get("content", {}) for code, told in operation["responses"].items() if code < "3"]
    for content in contents:
        if JSON in content:
            named = content[JSON].get("examples", {}).values()
            one = [content[JSON]["example"]] if "example" in content[JSON] else []
            yield content[JSON]["schema"], [each["value"] for each in named] + one


def test_every_operation_has_examples_and_each_is_what_its_schema_says(town: Town) -> None:
    description = town.visitor().http.get("/api/v1/openapi.json").json()
    known = dict(operations(description))
    for name, operation in known.items():
        for schema, examples in shown(operation):
            assert examples, f"add one for {name} to dashboard/api/examples"
            whole = {**schema, "components": description["components"]}
            for example in examples:
                jsonschema_rs.validate(whole, example)
    assert set(SENT) | set(ANSWERED) <= set(known)


def test_what_the_examples_send_is_taken_as_it_stands(town: Town) -> None:
    officer = town.signed_in("officer")
    for path in TRIED:
        for said, example in SENT[f"POST {path}"].items():
            answer = officer.http.post(path, json=example, headers={"x-csrf-token": officer.token()})
            assert answer.is_success, (path, said, answer.text)
