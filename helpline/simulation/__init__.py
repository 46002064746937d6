"""Invented data: enough of it to try the console and the figures on. Nobody in it exists."""
