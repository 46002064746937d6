"""The turn: inbox, ask the bot, render, outbox; and the tasks the worker runs."""
