"""Twilio: its webhooks, their signature, and sending through its REST API."""
