# JupyterHub d’une école, sur une machine : « jupyterhub -f docs/ecole/jupyterhub_config.py ». Un essai joue ce fichier tel quel.
# Ce qui se donne par l’environnement : HUB_URL, HUB_BASE (les comptes), DATABASE_URL (les séances), SEANCE_CLE (20 signes au moins).
import os
import sys

c = get_config()  # noqa: F821

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # le relais en HTTPS est devant
c.JupyterHub.public_url = os.environ["HUB_URL"]  # « https://ecole.example » : le Hub en tire l’adresse de la séance
c.JupyterHub.db_url = os.environ["HUB_BASE"]  # « postgresql+psycopg://hub@localhost/hub »

# Qui se connecte, et où s’exécutent les carnets : selon l’école (LDAP, CAS, OAuth ; systemd, conteneurs).
c.JupyterHub.load_groups = {"enseignants": {"users": []}}  # ou les groupes que donne l’annuaire (manage_groups)
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.environment = {
    "PYTHONSAFEPATH": "1",  # un fichier posé à côté d’un carnet ne passe pour aucun module
    **{f"TRAVAILLER_ENSEMBLE_{nom.upper()}": f"~/mes-{nom}" for nom in ("reponses", "contenus", "seances")},  # à chacun les siens
}
c.Spawner.default_url = "/lab/tree/travailler-ensemble/notebooks/00-accueil.ipynb"

c.JupyterHub.services = [
    {
        "name": "seance",
        "url": "http://127.0.0.1:8700",
        "command": [sys.executable, "-m", "travailler_ensemble.seance", "--port", "8700", "--dossier", "/var/lib/travailler-ensemble"],
        "environment": {nom: os.environ[nom] for nom in ("DATABASE_URL", "SEANCE_CLE")},
        "oauth_no_confirm": True,
    },
    {"name": "inactifs", "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]},
]
c.JupyterHub.load_roles = [
    # Qui enseigne, et personne d’autre, prépare et mène des séances. Les participants n’ont pas de compte.
    {"name": "enseignants", "groups": ["enseignants"], "scopes": ["access:services!service=seance"]},
    {"name": "inactifs", "services": ["inactifs"], "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"]},
]
