"""Le premier jour de quelqu’un qui n’a rien : les deux commandes du README depuis un clone neuf.

Long, et il faut le réseau : « python3 labo.py tests -m neuf tests/unite/projet/test_neuf.py ». L’intégration continue ne le relance pas : elle part
elle-même d’un clone neuf et finit par la seconde commande.
"""

import json

import pytest

from outils import neuf


@pytest.mark.neuf
def test_un_clone_neuf_dans_une_maison_vide_passe_les_deux_commandes_du_readme(monkeypatch, capsys):
    monkeypatch.delenv("SANS_RESEAU", raising=False)  # ici, et ici seulement, le réseau est permis : c’est le jour où l’on installe
    fait = neuf.mesurer()
    with capsys.disabled():
        print("\n" + json.dumps(fait, ensure_ascii=False, indent=2))
    assert fait["essais réussis"] > 10 and 50 < fait["paquets"] < fait["paquets, essais compris"]
    assert not any(nom.startswith(("mes-", ".jupyter", ".ipython")) for nom in fait["laissé dans HOME"].split(", ")), (
        "rien n’est écrit chez la personne"
    )
