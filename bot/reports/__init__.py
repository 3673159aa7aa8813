"""What leads read: windows of time, the figures of a window, and what to do about them tomorrow.

Works on numbers and ids, and on names only where an action or a row needs one. Knows no Telegram and no text.
"""
