"""Every address of the API under calls that no person would think up: no 5xx, and what the schema says."""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dashboard.accounts import SCOPES
from tests.dashboard.api.test_posts import GOOD, machine, push
from tests.dashboard.conftest import Town

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = int(os.environ.get("HUIYING_API_EXAMPLES", "12"))


@pytest.mark.parametrize("of", ["officer", "handler"])
def test_no_call_breaks_a_promise_of_the_schema(town: Town, of: str) -> None:
    town.site.rates.limit = 10**9
    town.case()
    push(machine(town, *SCOPES), GOOD)
    headers = dict(machine(town, *SCOPES, of=of).headers)
    schema = schemathesis.openapi.from_url(f"{town.url}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 40
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def call(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        call()
