"""The invented world and the case that is played in it, through services and pages only."""
