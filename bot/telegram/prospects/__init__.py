"""What prospects do: open a link, agree, answer, write, send files, ask. What they read is in `front`."""
