"""La classe : ce qu’elle a répondu, une fois la séance exportée. Ni serveur, ni écran."""
