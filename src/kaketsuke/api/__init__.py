"""JSON for other programs of the operating companies: the services and queries of the pages."""
