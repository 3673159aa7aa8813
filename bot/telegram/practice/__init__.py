"""Practice quizzes, and two people who score one call: pages and buttons of both."""
