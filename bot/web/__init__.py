"""What this process answers over HTTP: a server on a port of its own, and what operators may ask."""
