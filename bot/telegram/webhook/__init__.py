"""Updates that Telegram brings: through which door, in which batches, and how Telegram knows of it."""
