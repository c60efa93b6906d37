"""Les codes et les secrets : ce qui s’écrit au tableau, et ce qui ouvre une porte."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Container

OCTETS = 24
"""192 bits par secret."""
# Des mots courts, sans accent ni paire qui se confonde à l’oreille : on les tape depuis le fond d’une salle.
MOTS = (
    "ABEILLE ABRICOT ACACIA ALOUETTE AMANDE ANCRE ARBRE ARGILE AURORE AVOINE AZUR BADIANE BALCON BALEINE BAMBOU BANANE BARQUE BASILIC "
    "BISON BLEUET BOUSSOLE BOUTON BRISE BRUME CABANE CACTUS CAMION CANARD CANOT CAPUCINE CARAFE CARNET CAROTTE CASCADE CASTOR CERISE "
    "CHALET CHARDON CHEVAL CIGALE CIGOGNE CITRON COLIBRI COLLINE COMPAS CORAIL COTON CRAYON CRISTAL CYGNE DATTE DAUPHIN DOMINO DUNE "
    "ECLAIR ECUREUIL EGLANTINE EPICE ERABLE ESCARGOT ETOILE FALAISE FANAL FAUCON FENOUIL FIGUE FLAMANT FLUTE FOUGERE FRAISE FRENE "
    "GALET GAZELLE GENET GIRAFE GIVRE GLACIER GOMME GRANIT GRENADE GRILLON GUITARE HAMAC HARPE HERON HIBOU HORLOGE HOUX IRIS IVOIRE "
    "JACINTHE JARDIN JASMIN JONQUILLE KAYAK KIWI LAGUNE LAINE LAMPION LANTERNE LAURIER LAVANDE LEZARD LIERRE LILAS LOUTRE LUCARNE "
    "MAGNOLIA MANDARINE MARRON MELON MENTHE MERISE MIMOSA MOULIN MOUSSE MUGUET MURIER MYRTILLE NAVIRE NOISETTE NUAGE OASIS OCARINA "
    "OLIVIER ORANGE ORCHIDEE ORIGAMI OURSON PALMIER PANIER PAPAYE PAPILLON PERLE PHARE PIANO PIGEON PIVOINE PLATANE POIVRE POMME "
    "PRAIRIE PRUNE QUARTZ RADEAU RAISIN RENARD RESEDA RIVIERE ROMARIN ROSEAU RUCHE SABLE SAFRAN SAPIN SARDINE SAUGE SENTIER SIROP "
    "SOLEIL SORBIER SUREAU TAMARIN TILLEUL TOMATE TORTUE TOUCAN TOURNESOL TRAIN TREFLE TULIPE VALISE VANILLE VERGER VIOLON VOILIER "
    "ZEBRE"
).split()
_CODE = re.compile(r"([A-Z]+)(\d{2})")


def code_nouveau(pris: Container[str] = ()) -> str:
    """Un code d’entrée qui n’est pas dans `pris` : « TILLEUL 42 »."""
    while (code := f"{secrets.choice(MOTS)} {secrets.randbelow(90) + 10}") in pris:
        pass
    return code


def normaliser_code(saisi: str) -> str:
    """« tilleul42 », « Tilleul-42 » → « TILLEUL 42 » ; vide si cela ne peut pas être un code."""
    m = _CODE.fullmatch(_nu(saisi))
    return f"{m[1]} {m[2]}" if m else ""


def normaliser_mot(saisi: str) -> str:
    """« Figue », « figué » → « figue »."""
    return _nu(saisi).lower()


def _nu(saisi: str) -> str:
    """Les lettres et les chiffres, sans accents, en capitales."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFD", saisi[:60]).encode("ascii", "ignore").decode().upper())


def code_en_adresse(code: str) -> str:
    """« TILLEUL 42 » → « TILLEUL-42 », pour la fin d’une adresse."""
    return code.replace(" ", "-")


def secret() -> str:
    """Un secret de 192 bits, écrit avec les lettres d’une adresse."""
    return secrets.token_urlsafe(OCTETS)


def empreinte(secret: str) -> str:
    """Ce que la base garde d’un secret : on peut le reconnaître, pas le retrouver.

    SHA-256 suffit : un secret tiré au hasard sur 192 bits ne se devine pas, même vite.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def mot_de_retour(empreinte: str) -> str:
    """Le mot qui, avec son numéro, ramène un participant : « figue ». Tiré de l’empreinte de son secret, il change avec lui."""
    return MOTS[int(empreinte[:12], 16) % len(MOTS)].lower()


def numero_exporte(empreinte: str) -> str:
    """Ce qui tient lieu de numéro à un participant hors de la séance : qui a lu le numéro d’un voisin n’en retrouve pas les réponses.

    Onze chiffres au plus, qu’un tableur n’arrondit pas ; 36 bits : sur deux mille personnes, deux pareils une fois sur trente mille.
    """
    return str(int(hashlib.sha256(empreinte.encode()).hexdigest()[-9:], 16))


def preuve(empreinte: str, defi: str) -> str:
    """Ce que répond à un défi tiré au hasard celui qui connaît cette empreinte : la clé elle-même ne voyage pas."""
    return hmac.new(empreinte.encode(), defi.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def sceller(cle: str, fin: int) -> str:
    """Un secret qui vaut jusqu’à `fin` (secondes depuis 1970), et que reconnaît qui tient cette clé, sans rien en garder."""
    corps = f"{fin}.{secret()}"
    return f"{corps}.{preuve(cle, corps)}"


def est_scelle(cle: str, dit: str, maintenant: float) -> bool:
    """Ce secret a-t-il été scellé par cette clé, et vaut-il encore ?"""
    corps, _, sceau = dit.rpartition(".")
    fin = corps.partition(".")[0]
    return (
        hmac.compare_digest(sceau.encode("utf-8", "surrogatepass"), preuve(cle, corps).encode())
        and fin.isdecimal()
        and int(fin) >= maintenant
    )


def numero_nouveau(pris: Container[int] = ()) -> int:
    """Un numéro de participant à quatre chiffres (à six quand ils manquent), tiré au hasard. Lève `RuntimeError` s’ils sont tous pris."""
    for borne in (9_000,) * 50 + (900_000,) * 1000:
        numero = secrets.randbelow(borne) + borne // 9
        if numero not in pris:
            return numero
    raise RuntimeError("Tous les numéros de participants sont pris.")
