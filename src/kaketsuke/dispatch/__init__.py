"""Who is asked to go: offers, their time limit, assignments."""
