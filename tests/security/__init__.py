"""Attacks on the gateway as a stranger, a colleague or a broken proxy would make them."""
