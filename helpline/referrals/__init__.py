"""Referrals: the questions that make one, and how it is opened, filled in and confirmed."""
