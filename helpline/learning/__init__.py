"""What the helpline learns from its conversations: by people who read, never by itself."""
