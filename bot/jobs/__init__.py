"""Work that is due: reminders, quizzes left open too long, screens never shown, what retention ends."""
