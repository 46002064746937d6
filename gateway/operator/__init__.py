"""What an operator does by command: staff, data, texts, and training."""
