"""Files that people send: what they are by their bytes, and how they lie on the disk."""
