"""What became of clients: amounts as people write them, and asking each manager once a morning.

Knows no Telegram and no words. Who is asked when is decided here; what is said about it, in the letters.
"""
