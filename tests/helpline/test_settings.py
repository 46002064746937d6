from pathlib import Path

import pytest

from helpline.errors import SettingError
from helpline.settings import DEFAULTS, ROOT, Settings

REQUIRED = [name for name, default in DEFAULTS.items() if default is None]


@pytest.mark.parametrize("name", REQUIRED)
def test_settings_name_the_variable_when_a_required_one_is_missing(
    environ: dict[str, str], name: str
) -> None:
    del environ[name]

    with pytest.raises(SettingError, match=name):
        Settings.from_env(environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HELPLINE_KEYS", "not base64!"),
        ("HELPLINE_KEYS", "dHdlbHZlIGJ5dGVz"),
        ("SECRET_KEY", "my dog's name"),
        ("PUBLIC_URL", "helpline.example"),
        ("LISTEN_ADDRESS", "everywhere"),
        ("PORT", "eighty"),
        ("PORT", "-0"),
        ("LOG_LEVEL", "LOUD"),
        ("TWILIO_NUMBERS", ", ,"),
        ("OFFICE_HOURS", "weekdays"),
        ("OFFICE_HOURS", "Mon-Fry 09:00-17:00"),
        ("OFFICE_HOURS", "Mon 17:00-09:00"),
        ("OFFICE_TIMEZONE", "Kathmandu"),
        ("OFFICE_TIMEZONE", "../etc/passwd"),
        ("HANDOVER_HOURS", "0"),
        ("SERVED_COUNTRIES", "Nepal"),
        ("SPEND_CAP_DAY", "a lot"),
        ("SPEND_CAP_DAY", "-1.5"),
        ("PREFIX_CAP_DAY", "none"),
    ],
)
def test_settings_refuse_an_unusable_value_without_telling_it(
    environ: dict[str, str], name: str, value: str
) -> None:
    environ[name] = value

    with pytest.raises(SettingError, match=name) as refusal:
        Settings.from_env(environ)

    assert value not in str(refusal.value)


def test_settings_put_the_embedded_database_under_var(environ: dict[str, str]) -> None:
    settings = Settings.from_env(environ)

    assert settings.database_url == f"sqlite:///{environ['HELPLINE_VAR']}/helpline.db"
    assert settings.is_sqlite


def test_settings_reach_postgresql_through_psycopg(environ: dict[str, str]) -> None:
    environ["DATABASE_URL"] = "postgres://someone@db/helpline"

    assert Settings.from_env(environ).database_url == "postgresql+psycopg://someone@db/helpline"


def test_settings_never_show_their_values(environ: dict[str, str]) -> None:
    settings = Settings.from_env(environ)

    assert environ["SECRET_KEY"] not in repr(settings)


def test_every_setting_has_a_line_in_the_example_and_no_other_does() -> None:
    lines = Path(ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.lstrip("# ").partition("=")[0] for line in lines if "=" in line.lstrip("# ")[:30]}

    assert named == set(DEFAULTS)
