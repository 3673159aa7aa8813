"""The desk: each update is received here, inside the transaction, and leaves as facts to be sent.

`desk.Desk` is the way in. What answers a command, a button or a text is found here.
"""
