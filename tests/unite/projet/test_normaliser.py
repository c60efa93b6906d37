"""La forme normale des carnets : tous l’ont, et la retrouver ne perd aucune sortie."""

import json
from shutil import copy

import nbformat

from outils import RACINE, normaliser
from outils.__main__ import main


def test_tous_les_carnets_sont_sous_leur_forme_normale(capsys):
    assert main(["normaliser", "--verifier"]) == 0, capsys.readouterr().out


def test_un_carnet_abime_est_remis_d_aplomb_sans_perdre_une_sortie(tmp_path, capsys):
    juste = RACINE / "notebooks" / "99-depannage.ipynb"
    chemin = tmp_path / juste.name
    copy(juste, chemin)
    carnet = nbformat.read(chemin, 4)
    carnet.cells[-1].metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    carnet.metadata["widgets"] = {"state": {}}
    nbformat.write(carnet, chemin)
    assert main(["normaliser", "--verifier", str(chemin)]) == 1 and "à remettre" in capsys.readouterr().out
    assert main(["normaliser", str(chemin)]) == 1 and "remis sous sa forme normale" in capsys.readouterr().out
    assert chemin.read_bytes() == juste.read_bytes()
    assert main(["normaliser", "--verifier", str(chemin)]) == 0


def test_un_exercice_execute_perd_sorties_et_numeros():
    carnet = nbformat.v4.new_notebook(metadata={"derive": {"de": "x"}, "kernelspec": {"name": "mien", "display_name": "mien"}})
    carnet.cells = [
        nbformat.v4.new_code_cell(
            "1", execution_count=7, outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=7)]
        )
    ]
    net = normaliser.normaliser(carnet, "exercises/x.ipynb")
    assert (net.cells[0].outputs, net.cells[0].execution_count, net.metadata.derive) == ([], None, {"de": "x"})
    del carnet.metadata["derive"]
    net = normaliser.normaliser(carnet, "notebooks/x.ipynb")
    assert (net.cells[0].execution_count, net.cells[0].outputs[0].execution_count) == (1, 1)
    assert json.dumps(net.metadata).count("mien") == 0
