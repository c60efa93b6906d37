"""Les tables de la base : ce qu’une séance garde, et rien d’autre. Ni nom, ni adresse, ni heure de réponse.

`migrations/` les crée et les fait évoluer ; un essai vérifie que les deux disent la même chose.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Table, Text, text

METADONNEES = MetaData()


def _seance(primary_key: bool = False, index: bool | None = None) -> Column[str]:
    return Column("seance", String(16), ForeignKey("seances.id", ondelete="CASCADE"), nullable=False, primary_key=primary_key, index=index)


seances = Table(
    "seances",
    METADONNEES,
    Column("id", String(16), primary_key=True),
    Column("code", String(24), nullable=False, unique=True),
    Column("titre", String(120), nullable=False),
    Column("tri", String(60), nullable=False),
    Column("cartes", Text, nullable=False),  # JSON : identifiants, dans l’ordre
    Column("etat", Text, nullable=False),  # JSON : voir etats.Etat
    Column("version", Integer, nullable=False),
    Column("creee_le", String(10), nullable=False),
    Column("effacer_le", String(10), nullable=False),
)

contenus = Table(
    "contenus",
    METADONNEES,
    _seance(primary_key=True),
    Column("texte", Text, nullable=False),  # JSON : voir programme.garder ; à part, car chaque vote relit la séance
)

acces = Table(
    "acces", METADONNEES, Column("empreinte", String(64), primary_key=True), _seance(index=True), Column("role", String(12), nullable=False)
)

billets = Table(
    "billets",
    METADONNEES,
    Column("empreinte", String(64), primary_key=True),
    Column("seance", String(16), nullable=False),  # vide pour la maison
    Column("role", String(12), nullable=False),
    Column("fin", BigInteger, nullable=False),  # la seconde, depuis 1970, après laquelle il ne vaut plus
)

participants = Table(
    "participants",
    METADONNEES,
    _seance(primary_key=True),
    Column("numero", Integer, primary_key=True, autoincrement=False),
    Column("empreinte", String(64), nullable=False, unique=True),
)

reponses = Table(
    "reponses",
    METADONNEES,
    _seance(primary_key=True),
    Column("participant", String(12), primary_key=True),  # « 4127 », ou « F3 » pour la troisième feuille de papier
    Column("tour", Integer, primary_key=True, autoincrement=False),
    Column("carte", String(80), primary_key=True),
    Column("choix", String(80), nullable=False),
    Column("n", BigInteger, nullable=False),  # un compteur, qui croît à chaque geste d’un participant : jamais une heure
    Column("source", String(10), nullable=False),
    Column("raison", String(140), nullable=False, server_default=text("''")),  # ce qu’on en a dit, au premier vote
    Column("cle_raison", String(12), nullable=False, server_default=text("''")),  # au hasard : nomme la raison, non la personne
    Column("sort", Integer, nullable=False, server_default=text("0")),  # voir raisons.TUE, PASSE, MUR
    Column("hesite", String(12), nullable=False, server_default=text("''")),  # au second vote : la raison qui a fait hésiter
)

mains = Table(
    "mains",
    METADONNEES,
    _seance(primary_key=True),
    Column("tour", Integer, primary_key=True, autoincrement=False),
    Column("carte", String(80), primary_key=True),
    Column("choix", String(80), primary_key=True),
    Column("nombre", Integer, nullable=False),
)
