"""The text layer: characters, scripts, languages and SMS parts. Both environments import it."""
