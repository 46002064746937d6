"""The law as dated data: reading the files under `law/` and answering from them."""
