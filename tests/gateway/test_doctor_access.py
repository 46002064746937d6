"""What `helpline doctor` says of how staff sign in."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.operator.checkups.configuration import check_settings
from helpline.settings import Settings


@pytest.mark.parametrize(
    ("factor", "public_url", "warned"),
    [
        ("required", "https://helpline.example", False),
        ("offered", "https://helpline.example", True),
        ("offered", "http://127.0.0.1:8000", False),
    ],
)
def test_second_factors_that_are_only_offered_are_told_where_the_world_can_reach_us(
    environ: dict[str, str], factor: str, public_url: str, warned: bool
) -> None:
    settings = Settings.from_env(
        environ | {"STAFF_SECOND_FACTOR": factor, "PUBLIC_URL": public_url}
    )

    found = check_settings(settings, env_file=Path("nowhere"))

    assert any("STAFF_SECOND_FACTOR" in each.says for each in found) is warned
