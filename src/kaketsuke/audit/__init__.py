"""The record nobody can quietly change: chains, checkpoints, proofs. Knows ids, no other models."""
