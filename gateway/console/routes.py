"""Every route of the console, on one screen. What strangers may ask for stands in `guard.OPEN`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from gateway.console import (
    account,
    alarms,
    asked,
    assigning,
    audit,
    authenticator,
    burn,
    canned,
    casework_labels,
    closing,
    conversations,
    correcting,
    emergency,
    events,
    exports,
    failures,
    filtering,
    fresh,
    guard,
    helping,
    in_force,
    invitations,
    labels,
    law,
    law_labels,
    links,
    measuring,
    media,
    media_labels,
    notes,
    numbers,
    phone,
    printing,
    referrals,
    replies,
    reports,
    roster,
    search,
    second_step,
    signing_in,
    staff_labels,
    system,
    team,
    undelivered,
)
from gateway.console.navigation import navigation
from gateway.console.needs import FIRST_PAGE, Need, home_of
from helpline.errors import NotFound
from helpline.storage.kinds import Role

_STATIC = Path(__file__).with_name("static")


@dataclass(frozen=True)
class Route:
    """A route under /console, by the name of its endpoint, and what it asks of who opens it."""

    method: str
    path: str
    name: str
    view: Callable[..., Any]
    needs: Need = Need.CASES


# A table: one line a route, or two.
# fmt: off
ROUTES = (
    Route("GET", "/sign-in", "sign_in_form", signing_in.show_form, Need.SIGNED_IN),
    Route("POST", "/sign-in", "sign_in", signing_in.sign_in, Need.SIGNED_IN),
    Route("GET", "/sign-in/code", "code_form", second_step.show, Need.SIGNED_IN),
    Route("POST", "/sign-in/code", "code", second_step.take, Need.SIGNED_IN),
    Route("GET", "/sign-in/authenticator", "set_up_form", authenticator.show_first, Need.SIGNED_IN),
    Route("POST", "/sign-in/authenticator", "set_up", authenticator.set_up_first, Need.SIGNED_IN),
    Route("GET", "/invitation/<token>", "invitation_form", invitations.show, Need.SIGNED_IN),
    Route("POST", "/invitation/<token>", "invitation", invitations.accept, Need.SIGNED_IN),
    Route("GET", "/confirm", "confirm_form", fresh.show, Need.SIGNED_IN),
    Route("POST", "/confirm", "confirm", fresh.confirm, Need.SIGNED_IN),
    Route("GET", "/account", "account", account.show, Need.SIGNED_IN),
    Route("GET", "/account/password", "password_form", account.show_password, Need.SIGNED_IN),
    Route("POST", "/account/password", "password", account.change_password, Need.SIGNED_IN),
    Route("GET", "/account/authenticator", "set_up_anew_form",
          authenticator.show_anew, Need.SIGNED_IN),
    Route("POST", "/account/authenticator", "set_up_anew",
          authenticator.set_up_anew, Need.SIGNED_IN),
    Route("GET", "/account/recovery-codes", "recovery_codes",
          authenticator.show_codes, Need.SIGNED_IN),
    Route("POST", "/account/recovery-codes", "new_recovery_codes",
          authenticator.make_codes, Need.SIGNED_IN),
    Route("GET", "/account/passkeys", "passkey_form", account.show_new_passkey, Need.SIGNED_IN),
    Route("POST", "/account/passkeys", "passkey", account.add_passkey, Need.SIGNED_IN),
    Route("POST", "/account/passkeys/<passkey_id>/remove", "remove_passkey",
          account.take_passkey_away, Need.SIGNED_IN),
    Route("POST", "/account/sessions/<session_id>/end", "end_session",
          account.end_one_session, Need.SIGNED_IN),
    Route("POST", "/account/sessions/end-others", "end_other_sessions",
          account.end_all_other_sessions, Need.SIGNED_IN),
    Route("GET", "/staff", "staff", team.show, Need.ADMINISTER),
    Route("GET", "/staff/invite", "invite_form", team.show_invite, Need.ADMINISTER),
    Route("POST", "/staff/invite", "invite", team.invite, Need.ADMINISTER),
    Route("GET", "/staff/link", "staff_link", team.show_link, Need.ADMINISTER),
    Route("POST", "/staff/invitations/<invitation_id>/withdraw", "withdraw",
          team.withdraw, Need.ADMINISTER),
    Route("GET", "/staff/<staff_id>", "staff_member", team.show_member, Need.ADMINISTER),
    Route("POST", "/staff/<staff_id>/role", "staff_role", team.change_role, Need.ADMINISTER),
    Route("POST", "/staff/<staff_id>/active", "staff_active", team.change_active, Need.ADMINISTER),
    Route("POST", "/staff/<staff_id>/let-in-again", "let_in_again",
          team.let_in_again, Need.ADMINISTER),
    Route("POST", "/sign-out", "sign_out", signing_in.sign_out, Need.SIGNED_IN),
    Route("POST", "/language", "language", signing_in.choose_language, Need.SIGNED_IN),
    Route("GET", "/", "referrals", referrals.show_list),
    Route("GET", "/live/referrals", "live_referrals", referrals.live_list),
    Route("GET", "/live/alarms", "live_alarms", alarms.live),
    Route("GET", "/help", "help", helping.show, Need.SIGNED_IN),
    Route("GET", "/referrals/<reference>", "referral", referrals.show),
    Route("GET", "/live/referrals/<reference>", "live_referral", referrals.live),
    Route("POST", "/referrals/<reference>/claim", "claim", assigning.claim, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/transfer", "transfer", assigning.transfer, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/give-up", "give_up", assigning.give_up, Need.ASSIGN),
    Route("GET", "/referrals/<reference>/lawyers", "suggestions",
          assigning.show_lawyers, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/lawyers", "ask_lawyer", assigning.ask, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/lawyers/link", "lawyer_link",
          assigning.renew_link, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/lawyers/end", "take_from_lawyer",
          assigning.take_from_lawyer, Need.ASSIGN),
    Route("GET", "/asked/<token>", "asked", asked.show, Need.SIGNED_IN),
    Route("POST", "/asked/<token>", "answer", asked.answer, Need.SIGNED_IN),
    Route("POST", "/asked/me/<assignment_id>", "answer_signed_in", asked.answer_signed_in),
    Route("GET", "/referrals/<reference>/events/new", "event_form", events.show_form),
    Route("POST", "/referrals/<reference>/events", "add_event", events.add),
    Route("POST", "/referrals/<reference>/events/<event_id>", "decide_event", events.decide),
    Route("POST", "/referrals/<reference>/notes", "add_note", notes.add),
    Route("GET", "/referrals/<reference>/facts/<fact>", "fact_form", correcting.show_form),
    Route("POST", "/referrals/<reference>/facts/<fact>", "correct", correcting.correct),
    Route("GET", "/referrals/<reference>/close", "close_form", closing.show_form, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/close", "close", closing.close, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/reopen", "reopen", closing.reopen, Need.ASSIGN),
    Route("POST", "/referrals/<reference>/links", "links", links.decide),
    Route("GET", "/referrals/<reference>/print", "print", printing.show),
    Route("POST", "/filters", "keep_filter", filtering.keep),
    Route("POST", "/filters/<filter_id>/drop", "drop_filter", filtering.drop),
    Route("GET", "/search", "search_form", search.show_form),
    Route("POST", "/search", "search", search.search),
    Route("GET", "/emergency", "emergency", emergency.show, Need.ASSIGN),
    Route("POST", "/emergency", "open_case", emergency.open_case, Need.ASSIGN),
    Route("GET", "/lawyers", "lawyers", roster.show_list, Need.SUPERVISE),
    Route("GET", "/lawyers/new", "new_lawyer", roster.show_form, Need.SUPERVISE),
    Route("POST", "/lawyers/new", "add_lawyer", roster.save, Need.SUPERVISE),
    Route("POST", "/lawyers/move", "move_cases", roster.move_cases, Need.SUPERVISE),
    Route("GET", "/lawyers/<lawyer_id>", "lawyer", roster.show_form, Need.SUPERVISE),
    Route("POST", "/lawyers/<lawyer_id>", "save_lawyer", roster.save, Need.SUPERVISE),
    Route("GET", "/canned", "canned", canned.show, Need.SUPERVISE),
    Route("POST", "/canned/<purpose>", "save_canned", canned.save, Need.SUPERVISE),
    Route("GET", "/undelivered", "undelivered", undelivered.show),
    Route("POST", "/undelivered/<message_id>", "settle_undelivered", undelivered.settle),
    Route("GET", "/numbers", "numbers", numbers.show, Need.ADMINISTER),
    Route("POST", "/numbers", "save_number", numbers.save, Need.ADMINISTER),
    Route("GET", "/system", "system", system.show, Need.ADMINISTER),
    Route("GET", "/settings", "settings", in_force.show, Need.ADMINISTER),
    Route("GET", "/conversations", "conversations", conversations.show_list),
    Route("GET", "/live/conversations", "live_conversations", conversations.live_list),
    Route("GET", "/conversations/<contact_id>", "conversation", conversations.show),
    Route("GET", "/live/conversations/<contact_id>", "live_conversation", conversations.live),
    Route("POST", "/conversations/<contact_id>/reply", "reply", conversations.reply),
    Route("POST", "/conversations/<contact_id>/handler", "handler", conversations.set_handler),
    Route("POST", "/conversations/<contact_id>/phone", "phone", phone.change),
    Route("POST", "/conversations/<contact_id>/sms", "sms", conversations.set_sms),
    Route("GET", "/reports", "reports", reports.show, Need.REPORTS),
    Route("GET", "/reports/<month>.pdf", "reports_pdf", reports.show_pdf, Need.REPORTS),
    Route("GET", "/reports/<month>/print", "reports_print", reports.show_print, Need.REPORTS),
    Route("GET", "/reports/data.<kind>", "reports_data", reports.send_data, Need.REPORTS),
    Route("GET", "/exports", "exports", exports.show, Need.EXPORTS),
    Route("POST", "/exports", "ask_export", exports.ask, Need.SUPERVISE),
    Route("POST", "/exports/<export_id>/approve", "approve_export",
          exports.approve, Need.EXPORTS),
    Route("POST", "/exports/<export_id>/refuse", "refuse_export", exports.refuse, Need.EXPORTS),
    Route("POST", "/exports/<export_id>/take", "take_export", exports.take, Need.SUPERVISE),
    Route("GET", "/own-cases", "own_export_form", exports.show_own, Need.OWN_EXPORT),
    Route("POST", "/own-cases", "own_export", exports.take_own, Need.OWN_EXPORT),
    Route("GET", "/law", "law", law.show, Need.LAW),
    Route("POST", "/parts", "parts", measuring.count_parts),
    Route("GET", "/audit", "audit", audit.show, Need.AUDIT),
    Route("GET", "/burn", "burn", burn.show, Need.ADMINISTER),
    Route("POST", "/burn", "ask_burn", burn.ask, Need.ADMINISTER),
    Route("POST", "/burn/withdraw", "withdraw_burn", burn.withdraw, Need.ADMINISTER),
    Route("POST", "/burn/confirm", "confirm_burn", burn.confirm, Need.ADMINISTER),
    Route("GET", "/media/<media_id>", "media", media.download),
    Route("GET", "/<path:_rest>", "nowhere", failures.nowhere, Need.SIGNED_IN),
)
# fmt: on


def register(app: Flask) -> None:
    """Adds the routes and the files that the pages load."""
    blueprint = Blueprint(
        "console", __name__,
        url_prefix=guard.PREFIX, static_folder="static", template_folder="templates",
    )  # fmt: skip
    for route in ROUTES:
        blueprint.add_url_rule(route.path, route.name, route.view, methods=[route.method])
    blueprint.register_error_handler(HTTPException, failures.show)
    blueprint.register_error_handler(NotFound, failures.show_not_found)
    app.extensions["helpline_needs"] = {f"console.{route.name}": route.needs for route in ROUTES}
    # Pages are lists of many lines that look alike: what only indents them weighs a tenth.
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=_asset, labels=labels, law_labels=law_labels,
        media_labels=media_labels, casework_labels=casework_labels,
        filter_labels=filtering.OFFERED, correctable=correcting.correctable,
        refusals=replies.REFUSALS,
        staff_labels=staff_labels, roles=tuple(Role), may_open=_may_open, home=_home,
        navigation=navigation,
        count_undelivered=undelivered.count_undelivered,
        openings_in_force=emergency.openings_in_force, openings_of=emergency.openings_of,
    )  # fmt: skip
    app.register_blueprint(blueprint)


def _may_open(name: str) -> bool:
    """Whether who is signed in may open an endpoint ("law"): what they may not is not shown."""
    return guard.may_open(current_user.member.role, f"console.{name}")


def _home() -> str:
    known = current_user.is_authenticated
    return url_for(home_of(current_user.member.role) if known else FIRST_PAGE)


def _asset(name: str) -> str:
    return url_for("console.static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
