"""How long is the way on roads? Graphs made of OpenStreetMap extracts."""
