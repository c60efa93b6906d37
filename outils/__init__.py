"""Les outils : un programme, « python3 labo.py », et une commande par module."""

from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
"""Le dossier de la collection."""
A_DISTRIBUER = "a-distribuer"
"""Où va, dans la collection, ce que l’on donne à d’autres."""
