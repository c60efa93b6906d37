"""Un contrôle qui énumère ne cache aucune faute, et ne passe pas à vide."""

import pytest
from enumerer import pour_chaque


def test_chaque_faute_est_dite_et_ce_qui_est_juste_ne_l_est_pas():
    vus = []

    @pour_chaque("n, attendu", [(1, 1), (2, 3), (4, 4), (5, 6)])
    def essai(n, attendu):
        vus.append(n)
        assert n == attendu

    with pytest.raises(pytest.fail.Exception, match=r"2 sur 4\n\(2, 3\) : AssertionError.*\n(.*\n)*\(5, 6\) : AssertionError"):
        essai()
    assert vus == [1, 2, 4, 5], "une faute n’arrête pas le contrôle"


def test_sans_cas_le_controle_est_refuse():
    with pytest.raises(AssertionError, match="aucun cas"):
        pour_chaque("x", [])


@pour_chaque("n", [1, 2])
def test_les_preparations_de_l_essai_lui_parviennent(tmp_path, n):
    assert tmp_path.is_dir() and n in (1, 2)
