"""Reader of the NIST AI Risk Management Framework and its profiles."""
