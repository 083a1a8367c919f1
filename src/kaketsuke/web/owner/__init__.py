"""The owner's portal: own buildings, rosters, agents, who is registered."""
