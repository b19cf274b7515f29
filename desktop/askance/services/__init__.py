"""Use cases, in plain asyncio: what the program does, whoever shows it."""
