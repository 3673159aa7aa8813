"""/calibrate: what the scoring would learn from confirmed clients, for leads to accept or to leave."""
