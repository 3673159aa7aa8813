"""The tables' history: one file a step, named `NNNN_what.py`, whose number is its revision."""
