"""Prints docs/interview-states.md: `python -m questionnaires.interview > docs/interview-states.md`."""

from questionnaires.interview.drawing import page

if __name__ == "__main__":
    print(page(), end="")
