"""La séance attaquée : qui n’a pas le droit n’obtient rien, et ce qui vient d’ailleurs ne parle au nom de personne."""

import base64
import hashlib
import json
import re

import pytest
from attaques import DATES, FERMEES, PERMIS, SANS_RETOUR, _Page, dits_par_auteur, nom_de, remplir, routes_declarees, trouves
from starlette.routing import Route
from test_seance_serveur import CLE, cartes_et_cases

from travailler_ensemble.seance import ecrans, portes
from travailler_ensemble.seance.programme import programme, tris
from travailler_ensemble.seance.serveur import ROUTES


def verifier_roles(routes) -> None:
    declarees = routes_declarees(routes)
    assert [nom for nom, roles in declarees.items() if not roles] == [], "ces routes ne disent pas qui les passe"
    assert declarees == PERMIS


def test_chaque_route_declare_ses_roles_et_ce_sont_ceux_du_contrat():
    verifier_roles(ROUTES)


def test_une_route_ajoutee_sans_role_fait_echouer_l_essai():
    async def rien(requete):
        return None

    with pytest.raises(AssertionError, match="ne disent pas qui les passe"):
        verifier_roles([*ROUTES, Route("/api/oubli", rien)])
    for roles in ((), ("tout-le-monde",)):
        with pytest.raises(ValueError, match="doit déclarer ses rôles"):
            portes.Porte("GET", "/api/oubli", rien, *roles)
    with pytest.raises(AssertionError):
        verifier_roles([*ROUTES, portes.Porte("GET", "/api/oubli", rien, "public")])


def secrets_faux(vrai: str) -> dict[str, str]:
    return {
        "forgé": "x" * len(vrai),
        "tronqué": vrai[:-1],
        "allongé": vrai + "a",
        "vide": " ",
        "casse": vrai.swapcase(),
        "empreinte": hashlib.sha256(vrai.encode()).hexdigest(),
        "blanc": "\t",
        "accentué": "é" * 32,
        "sql": "' OR 1=1 --",
    }


def test_sans_secret_connu_aucune_porte_ne_s_ouvre(classe):
    eleve = classe.entrer()
    anciens = dict(classe.cles)
    classe.cles = classe.demander("POST", f"/api/seances/{anciens['id']}/acces", CLE).json()
    parti = classe.entrer()
    classe.demander("DELETE", "/api/moi", parti)
    faux = {"aucun": "", "parti": parti, "ancien enseignant": anciens["enseignant"]}
    for nom, vrai in (("enseignant", classe.cles["enseignant"]), ("participant", eleve), ("maison", CLE)):
        faux |= {f"{sorte} ({nom})": f for sorte, f in secrets_faux(vrai).items()}
    ordinaires = {k: faux[k] for k in ("aucun", "parti", "ancien enseignant", "forgé (enseignant)", "tronqué (maison)")}
    for route in FERMEES:
        (methode,) = route.methods
        for sorte, secret in (faux if route.path in ("/api/etat", "/api/gestes") else ordinaires).items():
            for entetes in ({"Authorization": f"Bearer {secret}".encode()}, {"Cookie": f"te_participant={secret}".encode()}):
                r = classe.demander(methode, remplir(route.path), headers=entetes)
                assert r.status_code == 401, (methode, route.path, sorte, r.text)
    for entete in ("Basic " + base64.b64encode(classe.cles["enseignant"].encode()).decode(), classe.cles["enseignant"], "Bearer"):
        assert classe.demander("GET", "/api/etat", headers={"Authorization": entete}).status_code == 401
    for cle in (eleve, classe.cles["enseignant"]):
        assert classe.demander("GET", f"/api/etat?secret={cle}&role=enseignant").status_code == 401, (
            "un secret ne se donne pas dans l’adresse"
        )


def test_chaque_role_ne_passe_que_ses_portes(classe):
    cartes, cases = cartes_et_cases(classe)
    secrets = {
        "participant": classe.entrer(),
        "projection": classe.cles["projection"],
        "enseignant": classe.cles["enseignant"],
        "maison": CLE,
    }
    classe.faire("ouvrir", "clore", "auteurs", "devoiler")
    for route in FERMEES:
        (methode,) = route.methods
        nom, chemin = nom_de(route), remplir(route.path, carte=cartes[0], seance=classe.cles["id"], numero=1)
        for role, secret in secrets.items():
            if role not in PERMIS[nom]:
                r = classe.demander(methode, chemin, secret, json={"role": "enseignant", "geste": "ouvrir", "version": 1})
                assert r.status_code == 403 and "pas pour vous" in r.json()["message"], (nom, role, r.text)
            elif nom not in SANS_RETOUR:
                r = classe.demander(methode, chemin, secret, json={})
                passe = r.status_code not in (401, 403) or (nom == "GET /api/bilan" and role == "projection")
                assert passe, (nom, role, r.text)
    assert classe.etat(secrets["enseignant"])["etat"]["devoiles"] == 1


def test_un_participant_ne_devient_pas_enseignant_par_son_message(classe):
    eleve = classe.entrer()
    for corps in (
        {"geste": "ouvrir", "version": 1, "role": "enseignant"},
        {"geste": "devoiler", "version": 1, "enseignant": classe.cles["id"]},
    ):
        entetes = {"X-Role": "enseignant", "X-Forwarded-User": "enseignant", "X-HTTP-Method-Override": "POST"}
        assert classe.demander("POST", "/api/gestes?role=enseignant", eleve, json=corps, headers=entetes).status_code == 403
    assert classe.etat(classe.cles["enseignant"])["etat"]["phase"] == "preparation"


def test_l_enseignant_d_une_seance_ne_voit_ni_ne_change_rien_d_une_autre(classe):
    sienne = dict(classe.cles)
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleve = classe.entrer()
    numero = classe.etat(eleve)["moi"]["numero"]
    classe.repondre(eleve, cartes[0], cases[0], 1)
    autre = classe.preparer(titre="Une autre").cles
    classe.cles = sienne
    avant = {**classe.etat(sienne["enseignant"]), "maintenant": 0}
    for chemin in ("/api/etat", "/api/reponses", "/api/auteurs/1", "/api/adresses"):
        vu = classe.demander("GET", chemin, autre["enseignant"]).text
        assert sienne["id"] not in vu and sienne["code"] not in vu and str(numero) not in re.sub(DATES, "", vu), chemin
    assert classe.demander("DELETE", f"/api/participants/{numero}", autre["enseignant"]).status_code == 404
    for geste in ("ouvrir", "clore"):
        version = classe.etat(autre["enseignant"])["version"]
        corps = {"geste": geste, "version": version, "seance": sienne["id"], "id": sienne["id"]}
        assert classe.demander("POST", f"/api/gestes?seance={sienne['id']}", autre["enseignant"], json=corps).status_code == 200
    assert classe.demander("PUT", f"/api/mains/1/{cartes[0]}", autre["enseignant"], json={"comptes": {cases[1]: 9}}).status_code == 200
    assert classe.demander("DELETE", "/api/seance", autre["enseignant"], json={"id": sienne["id"]}).status_code == 200
    assert {**classe.etat(sienne["enseignant"]), "maintenant": 0} == avant
    assert classe.etat(eleve)["moi"]["reponses"]["1"][cartes[0]]["case"] == cases[0]
    assert classe.demander("GET", "/api/etat", autre["enseignant"]).status_code == 410


def test_un_participant_ne_repond_que_pour_lui(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    moi, lui = classe.entrer(), classe.entrer()
    numero = classe.etat(lui)["moi"]["numero"]
    corps = {"case": cases[0], "n": 1, "numero": numero, "participant": numero, "jeton": lui}
    assert classe.demander("PUT", f"/api/reponses/1/{cartes[0]}?numero={numero}", moi, json=corps).status_code == 200
    assert classe.etat(lui)["moi"]["reponses"] == {} and classe.etat(moi)["moi"]["reponses"]["1"]
    assert classe.demander("GET", "/api/etat", moi, headers={"Cookie": f"te_participant={lui}"}).json()["moi"]["numero"] != numero


# Pendant un vote, aucun écran ne sait ce que la classe répond

A_MESURE = {("GET /api/reponses", "enseignant"), ("GET /api/reponses.csv", "enseignant")}
"""La seule exception, écrite au contrat : le carnet de l’enseignant reçoit la table à mesure ; aucun écran ne la montre."""


def vues_de(classe, *, roles=("enseignant", "projection", "temoin")) -> dict[tuple[str, str], str]:
    """Tout ce que ces rôles peuvent lire maintenant, sans ce qui distingue deux séances (identifiants, numéros, secrets, heure)."""
    cles = {**classe.cles, "temoin": classe.temoin}
    code = classe.cles["code"]
    vues = {}
    for route in ROUTES:
        nom = nom_de(route)
        if "GET" not in (route.methods or ()) or nom == "GET /api/flux":
            continue
        for role in roles:
            r = classe.demander("GET", remplir(route.path, nom="participant.js", code="x"), cles[role])
            texte = r.text
            for m in (classe.cles["id"], code, code.replace(" ", "-").lower()):
                texte = texte.replace(m, "#")
            if role == "temoin":  # son mot de retour ne dépend que de son secret
                texte = texte.replace(f'"mot":"{classe.mot}"', "#").replace(f"<b>{classe.mot}</b>", "#")
            texte = re.sub(DATES, "#", texte)
            if "auteurs" not in nom:  # une année d’ouvrage peut être un de ces numéros
                texte = re.sub(r"\b(?:" + (r"\d{4,6}" if role == "temoin" else "|".join(map(str, classe.numeros))) + r")\b", "#", texte)
            vues[nom, role] = f"{r.status_code} {texte}"
    return vues


def marcher(classe, votants: int, gestes: tuple[str, ...], tours=(1,)) -> list[set[tuple[str, str]]]:
    """La même séance deux fois : seule change la réponse des votants au dernier tour. Ce qui s’en voit pendant le vote, puis à chaque geste."""
    vues: list[list[dict[tuple[str, str], str]]] = [[], []]
    for case in (0, 1):
        classe.preparer(titre="La même")
        cartes, cases = cartes_et_cases(classe)
        classe.temoin = classe.entrer()
        classe.mot = classe.etat(classe.temoin)["moi"]["mot"]
        eleves = [classe.entrer() for _ in range(votants)]
        classe.numeros = [classe.etat(e)["moi"]["numero"] for e in (classe.temoin, *eleves)]
        for tour in tours:
            classe.faire(*(("ouvrir",) if tour == 1 else ("clore", "revoter")))
            for e in eleves:
                r = classe.repondre(e, cartes[0], cases[case if tour == tours[-1] else 0], 1, tour=tour)
                assert r.status_code == 200
        for geste in ("", *gestes):
            classe.faire(*filter(None, [geste]))
            vues[case].append(vues_de(classe))
        classe.demander("DELETE", "/api/seance", classe.cles["enseignant"])
    return [{cle for cle in une if une[cle] != autre[cle]} for une, autre in zip(*vues, strict=True)]


@pytest.mark.parametrize("tours", [(1,), (1, 2)])
def test_pendant_un_vote_rien_de_ce_qui_se_lit_ne_depend_des_reponses(classe, tours):
    """Sitôt le vote clos, l’enseignant lit la répartition ; montrée, le mur aussi : l’essai voit bien quelque chose."""
    pendant, clos, montre = marcher(classe, 6, ("clore", "montrer"), tours)
    assert pendant <= A_MESURE
    assert {("GET /api/etat", "enseignant"), ("GET /api/reponses", "enseignant")} <= clos
    assert {role for _, role in clos} == {"enseignant"}, "ni le mur ni les téléphones, tant que ce n’est pas montré"
    assert ("GET /api/etat", "projection") in montre


def test_moins_de_cinq_reponses_ne_changent_rien_au_mur(classe):
    for changent in marcher(classe, 4, ("clore", "montrer", "auteurs", "devoiler", "bilan"))[1:]:
        assert {role for _, role in changent} <= {"enseignant"}, "quatre réponses se reconnaîtraient"
        assert ("GET /api/etat", "enseignant") not in changent, "l’écran de l’enseignant se voit de la salle"


# Venir d’ailleurs


def test_un_hote_que_l_on_n_est_pas_ne_recoit_rien(classe):
    for hote in (
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8700",
        "",
        "127.0.0.1@evil.example",
        "localhost.evil",
        "[::1]",
        "2130706433",
        "127.1",
    ):
        for chemin in ("/", "/api/sante", "/api/etat"):
            r = classe.demander("GET", chemin, classe.cles["enseignant"], headers={"Host": hote})
            assert r.status_code == 400 and "pas celle de la séance" in r.json()["message"], hote
    for entete in ("X-Forwarded-Host", "X-Host", "Forwarded"):
        r = classe.demander("GET", "/", headers={entete: "evil.example"})
        assert r.status_code == 200 and "evil" not in r.text


ORIGINES = (
    "http://evil.example",
    "null",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1:1",
    "https://evil",
    "file://",
    "evil",
    "http://",
)


def test_une_page_d_un_autre_site_ne_parle_pas_au_nom_d_un_participant(classe):
    """Y compris sous l’origine « null », que n’importe quel site obtient d’une page sans référent ou d’un cadre isolé."""
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    temoin = {"Cookie": f"te_participant={classe.entrer()}"}
    for origine in ORIGINES:
        entetes = {**temoin, "Origin": origine}
        code = {"code": classe.cles["code"]}
        for r in (
            classe.demander("POST", "/seance/reponse", data={"tour": "1", "carte": cartes[0], "case": cases[0]}, headers=entetes),
            classe.demander("PUT", f"/api/reponses/1/{cartes[0]}", json={"case": cases[0], "n": 1}, headers=entetes),
            classe.demander("POST", "/seance/effacer", headers=entetes),
            classe.demander("DELETE", "/api/moi", headers=entetes),
            classe.demander("POST", "/entrer", data=code, headers={"Origin": origine}),
            classe.demander(
                "POST", "/api/participants", content=json.dumps(code), headers={"Origin": origine, "Content-Type": "text/plain"}
            ),
        ):
            assert r.status_code == 403 and "autre site" in r.json()["message"], origine
            assert "set-cookie" not in r.headers, "et personne ne change de place"
    assert classe.etat(temoin["Cookie"].partition("=")[2])["moi"]["reponses"] == {}
    ici = {**temoin, "Origin": str(classe.http.base_url).rstrip("/")}
    assert classe.demander("PUT", f"/api/reponses/1/{cartes[0]}", json={"case": cases[0], "n": 1}, headers=ici).status_code == 200


def test_derriere_un_relais_chiffre_le_temoin_ne_voyage_jamais_en_clair(classe):
    entrer = lambda: classe.demander("POST", "/entrer", data={"code": classe.cles["code"]}).headers["set-cookie"]  # noqa: E731
    assert "secure" not in entrer().lower(), "dans une classe, l’adresse est en http : le navigateur le refuserait"
    classe.http.app._app.state.ecoute._publique = "https://seance.ecole.example"
    assert "secure" in entrer().lower()


def test_aucune_lecture_ne_change_rien(classe):
    """Un lien suivi depuis un autre site porte le témoin : une lecture ne doit donc rien faire."""
    temoin = {"Cookie": f"te_participant={classe.entrer()}"}
    avant = classe.etat(classe.cles["enseignant"])
    for route in ROUTES:
        if "GET" in route.methods and nom_de(route) != "GET /api/flux":
            classe.demander("GET", remplir(route.path), headers={**temoin, "Origin": "http://evil.example"})
    assert {**classe.etat(classe.cles["enseignant"]), "maintenant": 0} == {**avant, "maintenant": 0}


# Ce qui est servi ne vient que d’ici


def test_aucun_script_ni_aucune_feuille_ne_charge_rien_d_ailleurs(classe):
    assert {"participant.js", "amorce.js", "te.css"} <= set(ecrans.STATIQUES)
    for nom in ecrans.STATIQUES:
        r = classe.demander("GET", f"/statique/{nom}")
        assert r.headers["content-type"].startswith("text/javascript" if nom.endswith(".js") else "text/css")
        nu = re.sub(r"/\*.*?\*/", "", r.text, flags=re.S)
        nu = nu.replace(
            "fenetre.document.write(recu.corps)", ""
        )  # la grille à imprimer : la page même que rend le serveur, contrôlée plus haut
        assert set(re.findall(r"(?:https?:|wss?:)?//[\w.-]+\.\w+[^\s\"'`)]*", re.sub(r"(?m)(?<![:\"'`])//(?!\w+\.\w).*$", "", nu))) <= {
            "http://www.w3.org/2000/svg"
        }, nom
        assert not re.search(r"\b(eval|Function)\s*\(|\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|importScripts", nu), nom
        if nom.endswith(".css"):
            assert not re.search(r"@import|url\(\s*[\"']?(?!data:)", nu), nom
        else:
            assert all(re.match(r"\.{1,2}/[\w/]+\.js$", m) for m in re.findall(r"^\s*import\b.*?[\"']([^\"']+)[\"']", nu, re.M)), nom


def test_chaque_page_est_passee_au_controle(classe):
    classe.faire("ouvrir")
    temoin = {"Cookie": f"te_participant={classe.entrer()}", "Accept": "text/html"}
    for chemin in ("/", "/test", "/seance", "/projection", "/enseignant", "/maison", "/r/TILLEUL-42", "/rien"):
        r = classe.demander("GET", chemin, headers=temoin)
        assert r.headers["content-type"].startswith("text/html") and r.text.startswith("<!doctype html>"), chemin


def test_le_controle_des_pages_voit_ce_qu_il_cherche():
    for mauvais in (
        "<script>x</script>",
        "<p style='a'>",
        "<a href='//evil'>",
        "<a href='javascript:x'>",
        "<img src=/x onerror=y>",
        "<script src=http://x></script>",
        "<style>a</style>",
    ):
        assert _Page(mauvais).fautes, mauvais


# Rien des auteurs avant leur dévoilement (les programmes eux-mêmes)

NOMMENT = {"axe-dhume", "attitudes-brachet", "acteurs-lahary", "debat-deux-cas"}
"""Ces tris disent dans leur titre, leur clé ou leur consigne de quel auteur ils partent : c’est leur sujet, pas sa réponse."""


def test_le_tri_envoye_aux_telephones_ne_dit_rien_des_auteurs(panel):
    for t in tris(panel.corpus):
        p = programme(panel, t["cle"])
        envoye = json.dumps(p.en_dict(), ensure_ascii=False)
        for dits in dits_par_auteur(p):
            fuites = trouves(dits, envoye)
            if t["cle"] in NOMMENT:
                fuites = [f for f in fuites if " " in f]
            assert fuites == [], t["cle"]
