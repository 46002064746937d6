"""The peer of the figures: Rasa's own Twilio channel under the pipeline that Rasa proposes."""
