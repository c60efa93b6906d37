"""Le ramasse-miettes attend la fin des appels, et revient toujours."""

import gc
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from travailler_ensemble.ramassage import plus_tard


def test_le_ramasse_miettes_revient_meme_apres_une_panne():
    with plus_tard():
        assert not gc.isenabled()
        with plus_tard():
            assert not gc.isenabled()
        assert not gc.isenabled(), "le bloc du dehors n’est pas fini"
    assert gc.isenabled()
    with pytest.raises(KeyError), plus_tard():
        raise KeyError
    assert gc.isenabled()


def test_suspendu_par_qui_appelle_il_le_reste():
    gc.disable()
    try:
        with plus_tard():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_un_labo_s_ouvre_sans_que_l_on_ramasse():
    """Lire le corpus et charger les composants ne parcourt pas la mémoire ; ensuite, tout est comme avant."""
    code = """
import gc, travailler_ensemble as labo
pendant = []
gc.callbacks.append(lambda phase, quoi: pendant.append(phase))
page = labo.verifier()
combien, pendant[:] = len(pendant), []
gc.collect()
print(combien, len(pendant), gc.isenabled(), gc.get_freeze_count() > 30_000)
"""
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    combien, *ensuite = fini.stdout.split()
    assert int(combien) <= 4 and ensuite == ["2", "True", "True"]


def test_un_fichier_laisse_ouvert_dans_un_carnet_s_ecrit_a_l_arret(tmp_path):
    """Même retenu par un cycle : ce que l’on met hors des recherches n’emporte pas ce que la personne fait ensuite."""
    cellules = [
        "import travailler_ensemble as labo\nlabo.verifier()",
        "labo.tri('formes')",
        f"simple = open({str(tmp_path / 'simple')!r}, 'w')\nsimple.write('écrit')",
        f"class Cycle: pass\nboucle = Cycle()\nboucle.moi = boucle\nboucle.f = open({str(tmp_path / 'boucle')!r}, 'w')\nboucle.f.write('écrit')",
    ]
    carnet = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cellules])
    NotebookClient(carnet, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [(tmp_path / nom).read_text() for nom in ("simple", "boucle")] == ["écrit", "écrit"]
