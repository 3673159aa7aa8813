"""What happens to a brief between a manager and a prospect: its link, its end, and who is told of it.

Knows interviews, people and the queries; nothing of Telegram but that people have a chat.
"""
