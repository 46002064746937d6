"""What the law's places, topics, variants and reviews are called. Each is a msgid."""

from __future__ import annotations

from gateway.console.language import N_
from helpline.law.book import CHILD, FALLBACK, FOREIGNER, WOMAN
from helpline.law.reviews import ReviewState

# In the order in which they are offered.
PLACES = {
    "afghanistan": N_("Afghanistan"),
    "myanmar": N_("Myanmar"),
    "nepal": N_("Nepal"),
    "palestine": N_("Palestine"),
    "israeli-military": N_("West Bank: Israeli military law"),
    "tunisia": N_("Tunisia"),
    FALLBACK: N_("Anywhere else: international standards"),
}
TOPICS = {
    "rights_overview": N_("Rights, in short"),
    "right_to_silence": N_("The right to be silent"),
    "right_to_lawyer": N_("The right to a lawyer"),
    "lawyer_cost": N_("What a lawyer costs"),
    "detention_time": N_("How long they may be held"),
    "reason_for_arrest": N_("Why they were arrested"),
    "family_contact": N_("Contact with the family"),
    "bail": N_("Bail"),
    "search": N_("Searches"),
    "child_rights": N_("Rights of children"),
    "women_rights": N_("Rights of women"),
    "court_process": N_("What happens at court"),
    "interpreter": N_("Interpreters"),
    "mistreatment": N_("Mistreatment"),
    "medical_need": N_("Medical need"),
    "bribe": N_("When money is asked for"),
    "find_detainee": N_("Finding out where they are"),
    "other_help": N_("Help by others"),
}
VARIANTS = {CHILD: N_("To a child"), WOMAN: N_("To a woman"), FOREIGNER: N_("To a foreigner")}
CONFIDENCE = {"high": N_("Sure"), "medium": N_("Fairly sure"), "low": N_("Not sure")}
REVIEWS = {
    ReviewState.NONE: N_("Not reviewed"),
    ReviewState.CHANGED: N_("Changed since its review"),
    ReviewState.ONE_APPROVED: N_("Approved by one lawyer"),
    ReviewState.APPROVED: N_("Approved"),
    ReviewState.DISPUTED: N_("Lawyers disagree"),
    ReviewState.OBJECTED: N_("A lawyer objects"),
}
# What a lawyer has looked at and has to look at again.
TROUBLE = (ReviewState.CHANGED, ReviewState.DISPUTED, ReviewState.OBJECTED)
