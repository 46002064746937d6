"""The gateway: listens to carriers, drives the conversation, and shows staff what came of it."""
