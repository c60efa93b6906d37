"""Ce qui est à l’enseignant : ses récits, leurs codages, ses tris, les codages de ses collègues. Jamais dans `data/`."""
