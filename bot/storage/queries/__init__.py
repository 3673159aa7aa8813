"""Queries by noun: frozen records and plain functions whose first argument is the transaction.

What belongs to somebody is asked for with that person's id, and for anybody else it is not there.
"""
