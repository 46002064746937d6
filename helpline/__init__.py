"""The helpline's core: what it decides, without knowing who asks (Flask, Rasa or a command)."""
