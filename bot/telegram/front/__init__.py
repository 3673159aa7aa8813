"""The front: where prospects are met. Everything they read is a page of `pages`, and nothing else is said."""
