"""What a lead meets of the day's summary: the message, the command, its pages, and turning it on and off."""
