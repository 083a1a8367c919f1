"""Who goes: travel times and ranking, pure functions from a frozen snapshot to a decision."""
