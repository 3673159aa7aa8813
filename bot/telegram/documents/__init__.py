"""Files that the bot makes for the team: the export, and the director's page."""
