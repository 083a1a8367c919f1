"""A contractor's desk: offers to its technicians, their cases, their shifts and papers."""
