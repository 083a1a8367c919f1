"""The privacy desk: what people ask about their data, who was given it, what went wrong."""
