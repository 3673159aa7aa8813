"""Draws the tables as docs/interview-states.md."""

from __future__ import annotations

from questionnaires.interview.tables import STAY, TABLES, Table, sources


def diagram(table: Table) -> str:
    """The table as a Mermaid state diagram, rows in the table's order."""
    lines = ["stateDiagram-v2", f"    [*] --> {table.first}"]
    for row in table.rows:
        trigger, _, dest, condition = row
        label = f"{trigger} [{condition}]" if condition else trigger
        for state in sources(row):
            lines.append(f"    {state} --> {state if dest == STAY else dest}: {label}")
    return "\n".join(lines) + "\n"


PAGE = """\
# The states of an interview

Drawn from the tables in `questionnaires/interview/tables.py`; a test keeps them equal. After a change of
a table: `python -m questionnaires.interview > docs/interview-states.md`.

An arrow is labelled with what happened and, in brackets, the condition under which it is taken. Arrows of one
event out of one state are tried in the table's order; the first whose condition holds is taken. Where none
does, and for an event without an arrow out of the state, the event is refused and nothing moves.

{diagrams}"""

SECTION = """\
## {title}

```mermaid
{diagram}```
"""


def page() -> str:
    """The page of the documentation that shows the diagrams, as Markdown."""
    drawn = (SECTION.format(title=table.title, diagram=diagram(table)) for table in TABLES)
    return PAGE.format(diagrams="\n".join(drawn))
