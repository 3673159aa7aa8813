"""What takes several places to know: names that must exist, texts that must be there, sums that must hold.

Every check takes a `Draft` of unvalidated documents and passes over what is missing or misshapen there, so
that one mistake never hides another.
"""
