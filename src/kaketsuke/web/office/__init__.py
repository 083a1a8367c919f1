"""The office: what remains after the door is open."""
