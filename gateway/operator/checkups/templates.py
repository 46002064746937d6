"""Check of the templates: in which languages who is silent on WhatsApp can be written to."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.operator.checkups.finding import Finding, fine, warning
from gateway.twilio.templates import Template, Templates, declared_templates
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import ApprovalState

TEMPLATES = "templates"
_WHATSAPP = "whatsapp:"


def check_templates(settings: Settings) -> list[Finding]:
    """Returns for each template the languages that are not approved; nothing where there is no
    WhatsApp sender.
    """
    if not any(each.startswith(_WHATSAPP) for each in settings.twilio_numbers):
        return []
    database = Database.from_settings(settings)
    try:
        return list(_findings(database, declared_templates()))
    finally:
        database.close()


def _findings(database: Database, declared: Templates) -> Iterator[Finding]:
    for name, template in declared.declared.items():
        unwritten = [each for each, words in template.wordings.items() if words.body is None]
        unapproved = _unapproved(database, declared, template)
        if not unapproved:
            yield fine(TEMPLATES, f"{name} is approved in every language")
            continue
        says = f"WhatsApp has not approved {name} in {', '.join(unapproved)}"
        if len(unapproved) == len(template.wordings):
            says += ": who is silent for 24 hours is not asked to write"
        do = "Hand it in: `helpline templates submit`. Then `helpline templates check` asks of it."
        if unwritten:
            do = f"Write it in {', '.join(unwritten)} in gateway/twilio/templates.yml. {do}"
        yield warning(TEMPLATES, says, do)


def _unapproved(database: Database, declared: Templates, template: Template) -> list[str]:
    with database.reading() as session:
        return [
            language
            for language in template.wordings
            if declared.state_of(session, template.name, language) is not ApprovalState.APPROVED
        ]
