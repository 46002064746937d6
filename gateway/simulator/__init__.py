"""A carrier and a phone, standing where Twilio stands."""
