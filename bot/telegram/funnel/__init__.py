"""What a lead reads of where quizzes and briefs are broken off: a picture, all its figures, other days."""
