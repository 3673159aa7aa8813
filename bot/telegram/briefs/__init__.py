"""The manager's side of briefs: links to send, where each stands, what a client answered, and replies."""
