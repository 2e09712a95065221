"""How far those who classify the same things agree."""
