"""Triage: how urgent a referral is, and the reasons, for staff to see."""

from helpline.triage.assessment import Case, Reason, Triage, assess, case_of
from helpline.triage.reasons import Level

__all__ = ["Case", "Level", "Reason", "Triage", "assess", "case_of"]
