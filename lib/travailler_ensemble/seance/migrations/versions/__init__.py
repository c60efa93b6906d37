"""Les versions du schéma, dans l’ordre."""
