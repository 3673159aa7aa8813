"""What prospects read: everything is a page of `pages`, and nothing else is said.

What they do is in `prospects`.
"""
