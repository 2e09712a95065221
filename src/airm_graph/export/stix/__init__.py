"""STIX 2.1: attack techniques, the measures against them, and which mitigates which."""
