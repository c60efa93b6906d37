"""Un essai de table en un seul passage, qui dit toutes ses fautes : cent cas rapides ne font pas cent essais à préparer."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest


def pour_chacun(noms: str | tuple[str, ...], cas: Iterable[Any], ids: Any = None) -> Callable[[Callable], Callable]:
    """Comme `pytest.mark.parametrize`, en un seul essai : ses préparations servent à tous les cas, qui ne doivent donc pas les changer."""
    champs = re.split(r",\s*", noms) if isinstance(noms, str) else list(noms)
    tous = list(cas)
    titres = list(ids) if isinstance(ids, Iterable) else [ids(c) if ids else repr(c)[:120] for c in tous]

    def plier(essai: Callable) -> Callable:
        @functools.wraps(essai)
        def plie(**prepare: Any) -> None:
            assert tous, "aucun cas : la table est vide"
            fautes = []
            for titre, c in zip(titres, tous, strict=True):
                try:
                    essai(**prepare, **dict(zip(champs, c if len(champs) > 1 else (c,), strict=True)))
                except (Exception, pytest.fail.Exception) as e:
                    fautes.append(f"{titre} : {type(e).__name__} {e}")
            if fautes:
                pytest.fail(f"{len(fautes)} sur {len(tous)} :\n\n" + "\n\n".join(fautes))

        signature = inspect.signature(essai)
        reste = [p.replace(kind=p.KEYWORD_ONLY) for nom, p in signature.parameters.items() if nom not in champs]
        plie.__signature__ = signature.replace(parameters=reste)
        return plie

    return plier
