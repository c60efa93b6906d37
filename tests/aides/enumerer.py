"""Un seul essai pour tous les cas d’une table : il les regarde tous, puis énumère les fautes."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest


def pour_chaque(
    noms: str | Sequence[str], cas: Iterable[Any], ids: Callable[[Any], str] = repr
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Comme `pytest.mark.parametrize`, mais l’essai n’est compté qu’une fois, et ses préparations (fixtures) servent à tous les cas.

    Il échoue si `cas` est vide : un contrôle qui n’a rien vu ne prouve rien. `ids` nomme un cas dans l’énumération des fautes.
    """
    champs, tous = [n.strip() for n in noms.split(",")] if isinstance(noms, str) else [*noms], [*cas]
    assert tous, f"aucun cas pour « {noms} »"

    def enrober(essai: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(essai)
        def tout(**preparations: Any) -> None:
            fautes = []
            for un in tous:
                valeurs = [un] if len(champs) == 1 else un
                try:
                    essai(**preparations, **dict(zip(champs, valeurs, strict=True)))
                except (Exception, pytest.fail.Exception) as e:
                    fautes.append(f"{ids(un)} : {type(e).__name__} : {e}")
            if fautes:
                pytest.fail(f"{len(fautes)} sur {len(tous)}\n" + "\n".join(fautes), pytrace=False)

        signature = inspect.signature(essai)
        tout.__signature__ = signature.replace(parameters=[p for n, p in signature.parameters.items() if n not in champs])  # type: ignore[attr-defined]
        del tout.__wrapped__  # sinon pytest chercherait ces champs parmi les fixtures
        return tout

    return enrober
