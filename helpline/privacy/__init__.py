"""What keeps people's words, names and addresses from those who should not read them."""
