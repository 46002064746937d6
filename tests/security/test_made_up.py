"""Requests that are made up from the description of what strangers may ask for."""

from __future__ import annotations

import schemathesis
import yaml
from flask import Flask
from hypothesis import HealthCheck, settings

from gateway.console.guard import OPEN
from helpline.settings import ROOT
from tests.gateway.twilio.requests import post

DESCRIBED = yaml.safe_load((ROOT / "tests/security/public.yml").read_text(encoding="utf-8"))
FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


schema = schemathesis.openapi.from_dict(DESCRIBED)


def test_the_description_has_every_route_that_strangers_may_ask_for(app: Flask) -> None:
    open_to_all = {
        (rule.rule.replace("<path:", "{").replace("<", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint in OPEN or not rule.endpoint.startswith("console.")
    }

    described = {
        (path, method)
        for path, told in DESCRIBED["paths"].items()
        for method in told.keys() & {"get", "post", "put", "patch", "delete"}
    }

    assert described == open_to_all


@schema.parametrize()
@FEW
def test_no_request_that_is_made_up_breaks_anything(case: schemathesis.Case, app: Flask) -> None:
    # What calls it knows a WSGI application by this.
    case.operation.schema.app = app
    answer = case.call(app=app)

    said = set(case.operation.definition.raw["responses"])
    assert str(answer.status_code) in said | {"405", "406"}, answer.status_code
    assert answer.status_code != 500
    assert b"Traceback" not in answer.content


@schema.include(path_regex="^/twilio/").parametrize()
@FEW
def test_no_signed_webhook_that_is_made_up_breaks_anything(
    case: schemathesis.Case, app: Flask
) -> None:
    form = case.body if isinstance(case.body, dict) else {}
    told = {str(name): str(value) for name, value in form.items()}
    told["AccountSid"] = "AC" + "0" * 32

    answer = post(app, case.operation.path, told)

    assert answer.status_code in (200, 400, 403)
