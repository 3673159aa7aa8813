"""Other ways to build the same quiz; they run in a Python of their own (`benchmarks/requirements.txt`)."""
