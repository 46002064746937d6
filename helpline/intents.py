"""What intents mean beyond their names. Needs nothing, so that the bot's environment has it too."""

# A message of one of these is never left lying: it opens a referral. `config.yml` has them as well.
URGENT = frozenset(
    {
        "request_lawyer",
        "report_arrest",
        "find_detainee",
        "report_mistreatment",
        "report_medical_need",
    }
)
# That somebody was taken, and that somebody cannot be found: such a message's time is that of it.
REPORT_ARREST, FIND_DETAINEE = "report_arrest", "find_detainee"
# What the bot falls back on where it understood nothing, and what is none of its business.
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope"})
