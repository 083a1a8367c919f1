"""At the door: checks of presence and identity, the work clock."""
