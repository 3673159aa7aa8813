"""The desk: each update is received here, inside the transaction, and leaves as facts to be sent.

`desk.Desk` is the way in. Nothing is imported here: the rooms beside this one take visits and cards from it.
"""
