"""The laboratory: invented nights, played through the same policy code that the product asks."""
