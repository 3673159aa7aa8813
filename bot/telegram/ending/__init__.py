"""How it ended with a client, and what became of a card: told at any time, and asked for in the morning."""
