"""Tables, migrations and queries: all SQL of the helpline, and nothing that decides."""
