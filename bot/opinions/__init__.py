"""Two people score one call: who is asked, what both said, and how far they agree over time.

Knows the pure conversation above and the queries below; no Telegram, no SQL.
"""
