"""« Mes situations » : chaque geste est rangé avant d’être dit, ne se fait qu’une fois, et se défait."""

import base64
from types import SimpleNamespace

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.affichage.composants.situations import Situations
from travailler_ensemble.carnet import heure_dite
from travailler_ensemble.contenus import tableau
from travailler_ensemble.contenus.rangement import Contenus
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()
PANEL = Panel(C)
RECIT = "Chaque jeudi, la halte et l'équipe de rue reçoivent ensemble. Aucun ne commande.\nRien n'est signé."


@pytest.fixture
def banc(tmp_path):
    """`faire(geste…)` envoie un geste numéroté ; `rouvrir()` donne la page d’un noyau neuf."""

    def rouvrir():
        return Situations(Contenus(tmp_path / "mes-contenus"), C, lambda: PANEL, graine=7, heure=heure_dite)

    s = SimpleNamespace(page=rouvrir(), n=0, dossier=tmp_path / "mes-contenus", rouvrir=rouvrir)

    def faire(geste, **plus):
        s.n += 1
        s.page.traiter({"geste": geste, "vue": "v", "n": s.n, **plus})
        return s.page.etat

    def creer(geste="nouvelle", **champs):
        cle = faire(geste, pour="p")["neuve"]["id"]
        for quoi, valeur in champs.items():
            faire("repondre", champ=f"{cle}:{quoi.replace('_', '-')}", valeur=valeur)
        return cle

    s.faire, s.creer = faire, creer
    return s


def test_un_recit_se_range_typographie_remise_et_se_relit_ailleurs(banc):
    cle = banc.creer(titre="La halte", terrain="handicap", recit=RECIT, crit_egalite="oui Aucun ne commande")
    relu = banc.rouvrir().etat["reponses"]
    assert relu[f"{cle}:recit"] == RECIT.replace("'", "’")
    assert relu[f"{cle}:titre"] == "La halte" and relu[f"{cle}:crit-egalite"] == "oui Aucun ne commande"
    assert banc.page.etat["enregistrement"]["etat"] == "enregistre" and banc.page.etat["accuses"] == {"v": banc.n}


def test_un_recit_n_est_pret_que_lu_par_plus_de_textes_qu_il_n_en_laisse_hesiter(banc):
    cle = banc.creer(titre="La halte", recit=RECIT)
    pretes = []
    for critere in C.lignes("criteres"):
        [s] = banc.faire("repondre", champ=f"{cle}:{critere['id']}", valeur="oui")["situations"]
        comptes = s["lues"]["comptes"]
        assert s["prete"] == (comptes["O"] + comptes["N"] >= comptes["Q"])
        pretes.append(s["prete"])
    assert not pretes[0] and pretes[-1], "une réponse ne suffit pas, vingt-cinq oui"


def test_les_lectures_se_refont_a_chaque_reponse_et_disent_ce_que_changeraient_les_autres(banc):
    cle = banc.creer(titre="La halte", recit=RECIT)
    [avant] = banc.page.etat["situations"]
    assert set(avant["lues"]["bande"]["lettres"]) == {"Q"} and avant["lues"]["effets"]["crit-egalite"]["non"] > 0
    apres = banc.faire("repondre", champ=f"{cle}:crit-egalite", valeur="non")
    [lue] = apres["situations"]
    assert lue["lues"]["comptes"]["N"] == avant["lues"]["effets"]["crit-egalite"]["non"]
    assert "crit-egalite" not in lue["lues"]["effets"] and apres["annonce"]
    banc.faire("repondre", champ=f"{cle}:crit-egalite", valeur="")
    assert banc.page.etat["situations"][0]["lues"] == avant["lues"]


def test_un_geste_deja_recu_ne_se_refait_pas_et_un_champ_inconnu_ne_change_rien(banc):
    cle = banc.creer(titre="A")
    banc.page.traiter({"geste": "nouvelle", "vue": "v", "n": banc.n, "pour": "p"})
    assert len(banc.page.etat["situations"]) == 1
    avant = banc.page.etat["reponses"]
    for champ, valeur in ((f"{cle}:codages", "x"), (f"{cle}:id", "x"), ("mes-autre:titre", "x"), ("", "x")):
        banc.faire("repondre", champ=champ, valeur=valeur)
    assert banc.page.etat["reponses"] == avant


def test_supprimer_se_defait_et_copier_ne_touche_pas_l_original(banc):
    cle = banc.creer(titre="La halte", recit=RECIT, crit_egalite="oui Aucun ne commande")
    tout = banc.page.etat["reponses"]
    banc.faire("supprimer", champ=cle)
    assert banc.page.etat["situations"] == [] and banc.rouvrir().etat["situations"] == []
    banc.faire("annuler")
    assert banc.page.etat["reponses"] == tout == banc.rouvrir().etat["reponses"]
    copie = banc.faire("copier", champ=cle, pour="p")["neuve"]["id"]
    banc.faire("repondre", champ=f"{copie}:titre", valeur="Autre")
    assert banc.page.etat["reponses"][f"{cle}:titre"] == "La halte"
    assert banc.page.etat["reponses"][f"{copie}:crit-egalite"] == "oui Aucun ne commande"


def test_ce_que_le_disque_refuse_reste_a_l_ecran_et_se_reessaie(banc):
    cle = banc.creer(titre="La halte")
    banc.dossier.rename(banc.dossier.with_name("ailleurs"))
    banc.dossier.write_text("un fichier occupe la place")
    etat = banc.faire("repondre", champ=f"{cle}:titre", valeur="La halte de jour")
    assert etat["enregistrement"]["etat"] == "non-enregistre" and etat["enregistrement"]["message"]
    assert etat["reponses"][f"{cle}:titre"] == "La halte de jour"
    banc.dossier.unlink()
    banc.faire("reessayer")
    assert banc.page.etat["enregistrement"]["etat"] == "enregistre"
    assert banc.rouvrir().etat["reponses"][f"{cle}:titre"] == "La halte de jour"


def test_un_fichier_abime_est_dit_et_le_reste_marche(banc):
    banc.creer(titre="La halte")
    (banc.dossier / "situation-mes-abimee.json").write_text("{")
    page = banc.rouvrir()
    assert "situation-mes-abimee.json" in page.etat["avertissement"] and len(page.etat["situations"]) == 1


def test_un_tri_dit_ce_qui_lui_manque_puis_ses_cases_ses_minutes_ses_auteurs_et_son_papier(banc):
    mien = banc.creer(titre="La halte", recit=RECIT, crit_action_commune="oui")
    tri = banc.creer("nouveau_tri")
    [nu] = banc.page.etat["tris"]
    assert not nu["pret"] and nu["manque"] and not nu["minutes"]
    banc.faire("repondre", champ=f"{tri}:cartes", valeur=f"{mien} sit-jeudis-halte")
    [sans_titre] = banc.page.etat["tris"]
    assert not sans_titre["pret"] and "Partenariat" in sans_titre["cases"]
    banc.faire("repondre", champ=f"{tri}:titre", valeur="Deux récits")
    [pret] = banc.page.etat["tris"]
    assert pret["pret"] and pret["appel"].startswith('labo.tri("mes/') and "auteurs répondent" in pret["auteurs"] and pret["minutes"]
    page = base64.b64decode(banc.faire("papier", champ=tri, pour="p")["fichier"]["contenu"]).decode()
    assert "La halte" in page and "/statique/" not in page
    banc.faire("repondre", champ=f"{tri}:sorte", valeur="oui-non")
    assert banc.page.etat["tris"][0]["cases"][:2] == ["Oui", "Non"]
    banc.faire("repondre", champ=f"{tri}:sorte", valeur="propres")
    assert not banc.page.etat["tris"][0]["pret"]
    banc.faire("repondre", champ=f"{tri}:cases", valeur="À suivre\nÀ laisser")
    assert banc.page.etat["tris"][0]["cases"][:2] == ["À suivre", "À laisser"]


def test_sa_forme_sur_papier_se_lit_sans_script(banc):
    page = str(banc.page.statique())
    assert "Mon récit" in page and "on ne sait pas" in page and "<script" not in page


def deposer(banc, geste, nom, octets, **plus):
    return banc.faire(geste, nom=nom, contenu=base64.b64encode(octets).decode(), **plus)


def pris(etat):
    return base64.b64decode(etat["fichier"]["contenu"])


def test_ce_que_l_on_donne_se_reprend_ailleurs_et_une_collision_se_dit_avant_d_etre_prise(banc, tmp_path):
    mien = banc.creer(titre="La halte", recit=RECIT, crit_egalite="oui Aucun ne commande")
    banc.creer(titre="Autre", recit=RECIT)
    tri = banc.creer("nouveau_tri", titre="Un récit", cartes=mien)
    zip_du_tri = pris(banc.faire("emporter", champ=tri, pour="p", prenom="Ana", licence="CC BY 4.0"))
    banc.faire("repondre", champ=f"{mien}:titre", valeur="La halte, revue")
    etat = deposer(banc, "deposer", "un-recit.zip", zip_du_tri)
    assert [c["la"] for c in etat["recu"]["collisions"]] == ["La halte", "Un récit"] and len(etat["situations"]) == 2
    etat = banc.faire("accueillir", choix=f"{mien}=remplacer\n{tri}=laisser")
    assert etat["reponses"][f"{mien}:titre"] == "La halte" and len(etat["situations"]) == 2 and not etat["recu"].get("collisions")
    for recu in (deposer(banc, "deposer", "x.zip", b"PK rien"), deposer(banc, "deposer", "x.csv", b"\xff\x00")):
        assert recu["recu"]["phrases"] and len(recu["situations"]) == 2
    for forme in ("ods", "xlsx", "csv"):
        assert len(pris(banc.faire("modele", forme=forme, pour="p"))) > 100
    assert b"data/situations.csv" in pris(banc.faire("proposer", champ=mien, pour="p"))


def test_un_collegue_code_sans_voir_et_ce_qui_separe_vient_d_abord_puis_se_retire_et_se_rend(banc):

    mien = banc.creer(titre="La halte", recit=RECIT, crit_egalite="oui Aucun ne commande")
    vierge = tableau.lire("a-coder.xlsx", pris(banc.faire("inviter", pour="p")), C)
    assert [s.codages for s in vierge.situations] == [{}]
    [s] = Contenus(banc.dossier).lire().situations
    rendu = tableau.ecrire("xlsx", C, [s.coder("crit-egalite", "non", "Rien n’est signé")], codages=True, prenom="Nadia", qui=True)
    etat = deposer(banc, "retour", "rendu.xlsx", rendu)
    [croise] = [x["croise"] for x in etat["situations"]]
    premiere = croise["lignes"][0]
    assert croise["noms"] == ["Vous", "Nadia"] and premiere["critere"] == "crit-egalite" and premiere["desaccord"]
    assert [r[0] for r in premiere["reponses"]] == ["oui", "non"] and premiere["effets"]["non"]
    banc.faire("repondre", champ=f"{mien}:crit-egalite", valeur="non Rien n’est signé")
    assert not banc.page.etat["situations"][0]["croise"]["lignes"][0]["desaccord"]
    [nadia] = banc.page.etat["codeurs"]
    assert banc.faire("supprimer", champ=nadia["id"])["codeurs"] == []
    assert banc.faire("annuler")["codeurs"] == [nadia]
    assert deposer(banc, "retour", "vide.xlsx", b"PK rien")["retour"]["phrases"]
