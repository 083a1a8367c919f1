"""The privacy desk (4.8 to 4.10): what is held of whom, who was given it, and what people ask."""
