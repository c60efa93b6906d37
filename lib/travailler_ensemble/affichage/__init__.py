"""L’affichage : ce que l’on voit dans un carnet. Ici, et ici seulement, vivent les composants."""
