"""Learning from the studio's own clients: what was confirmed, what would be learned, what is in use.

`evidence` reads figures, `study` judges them off the event loop, `versions` keeps what a lead decided.
"""
