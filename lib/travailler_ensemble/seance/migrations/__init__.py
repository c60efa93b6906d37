"""Les états successifs de la base. Alembic passe de l’un au suivant quand le serveur s’ouvre."""
