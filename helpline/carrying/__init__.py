"""What carrying messages costs and which limits it keeps to."""
