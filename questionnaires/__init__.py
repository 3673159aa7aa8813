"""Floor 1: what is asked, what it means, how a conversation runs. Pure: no Telegram, no SQL, no clock."""
