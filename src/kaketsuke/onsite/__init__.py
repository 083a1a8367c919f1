"""At the door: checks, call-backs, work clock, breaking by agreement, photos, presses of phones."""
