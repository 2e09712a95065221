"""What is reached from what through mappings, and how strongly: derived, not guessed."""
