"""Emergency unlock service for apartment buildings with smart locks."""
