"""La page d’une recherche : ce qu’elle compte, surligne, replie, et ce qu’elle garde pour plus tard."""

import travailler_ensemble as labo
from travailler_ensemble import corpus
from travailler_ensemble.affichage.pages.trouvailles import RESERVEES

C = corpus.lire()


def corps(page):
    html = page._repr_html_()
    return html[html.index("<h3") :].replace("\u00a0", " ")


def test_la_page_compte_surligne_replie_et_reference():
    html = corps(labo.chercher("réseau"))
    trouvailles = [t for t in C.chercher("réseau") if t.table not in RESERVEES]
    assert f"{len(trouvailles)} passages dans {len({t.table for t in trouvailles})} tables." in html
    assert html.count("<li>") == len(trouvailles)
    assert html.count("<mark>") == sum(len(t.marques) for t in trouvailles)
    relations = [t for t in trouvailles if t.table == "relations"]
    assert len(relations) > 6 and f"Voir {len(relations) - 5} autres passages" in html
    avant = html[html.index("<h4>Relations") :].split('<summary data-lm-suppress-shortcuts="true">Voir')[0]
    assert avant.count("<li>") == 5
    assert "Lu dans : " in avant and ">Référence</summary>" in avant


def test_la_page_garde_le_statut_de_ce_qu_elle_cite():
    """Une norme, un constat, une hypothèse ; exigé ou non ; dit par l’extrait ou déduit : sans quoi l’extrait tromperait."""
    html = corps(labo.chercher("« Travailler en réseau devient, de plus en plus, une injonction »"))
    for mot in ("norme", "constat", "constat contraire", "dit par l’extrait"):
        voulu = mot in {"dit par l’extrait"} | {C.ligne("enonces", x["enonce"])["statut"] for x in INJONCTION} | {
            x["valeur"] for x in INJONCTION
        }
        assert (f'<span class="etiquette">{mot}</span>' in html) == voulu


INJONCTION = [x for x in C.lignes("clauses") if "Travailler en réseau devient, de plus en plus, une injonction" in x["justification"]]


def test_ce_qui_est_invente_est_dit_fiction():
    trouvailles = [t for t in C.chercher("convention") if t.table not in RESERVEES]
    inventees = [t for t in trouvailles if t.table in ("situations", "codages") or t.table == "tris_cartes" and t.ligne["situation"]]
    assert 0 < len(inventees) < len(trouvailles)
    assert corps(labo.chercher("convention")).count('<span class="etiquette">fiction</span>') == len(inventees)


def test_sans_resultat_la_page_propose_des_mots():
    assert "À la place de « conventoin », essayez « convention »" in corps(labo.chercher("conventoin"))
    assert "Essayez un mot seul" in corps(labo.chercher("« convention partage »"))
    assert "Écrivez un mot" in corps(labo.chercher()) and "Écrivez un mot" in corps(labo.chercher("  "))


def test_une_recherche_hostile_reste_du_texte():
    for mots in ("<script>alert(1)</script>", "« <b> »", "(?:.*)", "</mark>"):
        assert "<script>" not in corps(labo.chercher(mots)) and "<b> »" not in corps(labo.chercher(mots))


def test_la_page_ne_donne_pas_une_reponse_avant_la_question():
    assert any(t.table in RESERVEES for t in C.chercher("fonds de solidarité")) or any(
        t.table in RESERVEES for t in C.chercher("professionnels")
    )
    titres = {C.description(nom).titre for nom in RESERVEES}
    page = corps(labo.chercher("professionnels"))
    assert not [titre for titre in titres if f"<h4>{titre} " in page]
