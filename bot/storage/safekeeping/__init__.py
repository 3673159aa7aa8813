"""What whoever runs the bot does beside it: change the key, copy the database, and bring a copy back."""
