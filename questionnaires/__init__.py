"""Floor 1: what is asked, what it means, and how a conversation about it runs. Pure: no Telegram, no SQL, no clock."""
