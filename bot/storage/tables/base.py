"""What tables are made of: one place for names of constraints, partial indexes, flags."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Index, MetaData, String, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Name = String(64)
"""An identifier from the content, a state, a kind: short, plain, never personal."""


def partial_index(name: str, *columns: str, where: str) -> Index:
    """Return an index over the few rows that a sweep looks for, at no cost for the many others."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def unique_while(name: str, *columns: str, where: str) -> Index:
    """Return an index that lets only one row of the kind be there at a time."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def flag(name: str, default: Any) -> Column[bool]:
    """Return a column of yes and no."""
    return Column(name, Boolean, nullable=False, server_default=default)
