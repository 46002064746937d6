"""The custody clock: how long the law of a place allows, counted from an arrest."""
