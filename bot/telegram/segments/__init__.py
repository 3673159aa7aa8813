"""/segments, for leads: what became of clients by segment, as a picture with a caption that stands alone."""
