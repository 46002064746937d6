"""Custom actions: they read slots, call the helpline, and return events. They hold no law and no
SQL.
"""
