"""Lu par Python à son démarrage, quand ce dossier est en tête de PYTHONPATH : pose la garde, puis laisse la place à celui du système."""

import sys
from importlib.machinery import PathFinder
from os.path import abspath, dirname

ICI = dirname(abspath(__file__))
if sys.path[:1] != [ICI]:
    sys.path.insert(0, ICI)
import garde  # noqa: E402

sys.path.remove(ICI)  # ce dossier n’est pas de ceux où l’on cherche des modules
garde.installer()
if ailleurs := PathFinder.find_spec("sitecustomize", [chemin for chemin in sys.path if chemin != ICI]):
    from importlib.util import module_from_spec

    ailleurs.loader.exec_module(module_from_spec(ailleurs))
