"""Who is asked to go: waves of offers, their time, assignments, plans and completed trips."""
