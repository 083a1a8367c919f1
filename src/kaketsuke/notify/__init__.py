"""Messages to people: outbox, templates, adapters, delivery state."""
