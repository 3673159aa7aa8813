"""The manager's quiz as it is shown: from a conversation to its page, and texts taken for names."""
