"""Operating companies, owners, agents, contracts, buildings, dwellings, locks, area events."""
