"""Words for why two referrals may be about one person held (`helpline/referrals/alike.yml`)."""

from __future__ import annotations

from gateway.console.language import N_

# Translators: these stand in a row after "May be the same person as K7F-3RH:".
REASONS = {
    "phone_named": N_("one family named the other's number"),
    "same_phone": N_("same phone number"),
    "same_name": N_("name alike"),
    "same_common_name": N_("name alike, but many have it"),
    "part_of_name": N_("part of the name alike"),
    "part_of_common_name": N_("part of the name alike, but many have it"),
    "same_place": N_("same place"),
    "same_time": N_("same night or day"),
    "close_time": N_("a day apart"),
    "same_age": N_("same age"),
    "same_age_no_name": N_("same age"),
    "same_holder": N_("held by the same"),
}
