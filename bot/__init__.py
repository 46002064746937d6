"""The Rasa assistant: the door into Rasa, its components, its texts and its custom actions."""
