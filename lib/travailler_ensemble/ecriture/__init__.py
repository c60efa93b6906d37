"""L’écriture : comment s’écrit une page en français. Ne connaît que le texte."""
