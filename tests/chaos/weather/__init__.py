"""Everything that can go wrong at once, while people answer: what strikes, and what is left of it."""
