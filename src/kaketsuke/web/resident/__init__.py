"""The resident's page of one case, opened by an unguessable link and nothing else."""
