"""Le HTML de la séance : des chaînes, échappées, sans rien qui vienne d’ailleurs. Ne connaît ni route ni serveur.

La page du participant marche sans script : un formulaire par carte. Avec script, `web/seance/participant.js` la remplace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT
from travailler_ensemble.ecriture.page import texte
from travailler_ensemble.ecriture.phrases import compter, date_dite, enumerer
from travailler_ensemble.ecriture.ressources import lire, ordre, script

RAFRAICHIR = 20  # secondes, sans script, quand il n’y a rien à remplir
PHASES = {
    "preparation": "La séance va commencer",
    "vote": "Vote {tour}",
    "clos": "Le vote est clos",
    "discussion": "La discussion",
    "auteurs": "Les auteurs",
    "bilan": "Le bilan",
    "terminee": "La séance est terminée",
}
_SUITES = {
    "preparation": "Regardez l’écran de la salle. Le vote va s’ouvrir.",
    "clos": "Regardez l’écran de la salle.",
    "discussion": "Discutez avec vos voisins, puis regardez l’écran de la salle.",
    "auteurs": "Les auteurs sont dévoilés un à un, à l’écran de la salle.",
    "bilan": "Regardez l’écran de la salle : ce qui a bougé, et vers qui.",
    "terminee": "Vous pouvez fermer cette page, ou effacer vos réponses ci-dessous.",
}
_RETOURS = {
    "accord": "accord",
    "nuance": "nuance",
    "desaccord": "désaccord",
    "ne_tranche_pas": "ne tranche pas",
    "hors_champ": "hors champ",
}


# ---------- les pages ----------


def entree(code: str = "", message: str = "") -> str:
    """La page d’entrée, `code` déjà rempli s’il vient du QR ; `message` dit pourquoi l’on n’est pas entré."""
    dit = f'<p class="avertissement" id="dit" role="alert">{texte(message)}</p>' if message else ""
    relie = ' aria-describedby="dit" aria-invalid="true"' if message else ""
    corps = (
        f'{_barre("Travailler ensemble")}<main class="fond"><h1 class="t1">Rejoindre la séance</h1>'
        f'<form class="champ" method="post" action="/entrer">{dit}<label for="code">Code affiché au tableau</label>'
        f'<input id="code" name="code" value="{texte(code)}" required maxlength="40" autocomplete="off" '
        f'autocapitalize="characters" spellcheck="false" enterkeyhint="go"{relie}>'
        '<button class="bouton principal large" type="submit">Entrer</button></form>'
        f"<p>{texte('Sans compte et sans nom. Déjà en séance sur cet appareil ? Le même code vous y ramène, avec vos réponses.')}</p>"
        f"{_notice('', '')}</main>"
    )
    return _page("Rejoindre la séance", corps, "entree", styles=("te", "participant"))


def participant(etat: Mapping[str, Any], message: str = "", auteurs: Sequence[Mapping[str, Any]] = ()) -> str:
    """La page du participant : `etat` est celui de `GET /api/etat`, `message` ce qui vient de se passer.

    `auteurs` : ceux déjà dévoilés, tels que `GET /api/auteurs/{rang}` les rend ; ils ne servent qu’à la page sans script.
    """
    phase, numero = etat["etat"]["phase"], etat["moi"]["numero"]
    nom = PHASES[phase].format(tour=etat["etat"]["tour"])
    voter = phase == "vote"
    corps = (
        f"{_barre('Travailler ensemble', f'participant {numero}')}"
        f'<div class="annonces"><p class="etat" role="status">{texte(message)}</p></div>'
        f'<main class="fond sans-script"><h1 class="t1" tabindex="-1">{texte(nom)}</h1>'
        f"{_voter(etat) if voter else _patienter(etat, auteurs)}"
        '<p><a class="bouton" href="/seance">Mettre la page à jour</a></p></main>'
        f'<footer class="pied-de-page">{_notice(etat["seance"]["effacer_le"], numero)}</footer>'
    )
    # Pas pendant le vote : la page se rechargerait sous les doigts, avec un choix pas encore envoyé.
    tete = "" if voter else f'<noscript><meta http-equiv="refresh" content="{RAFRAICHIR}"></noscript>'
    return _page(nom, corps, "participant", styles=("te", "tri", "participant"), amorce=True, module="seance/participant.js", tete=tete)


def projection() -> str:
    """La coquille de la page du mur : `projection.js` la remplit."""
    return _coquille("À l’écran de la salle", "projection", "projection", "L’écran de la salle a besoin de JavaScript.")


def enseignant() -> str:
    """La coquille de la page de l’enseignant : `enseignant.js` la remplit."""
    return _coquille("Mener la séance", "enseignant", "regie", "Mener la séance depuis une page demande JavaScript.")


def maison() -> str:
    """La coquille de la page où préparer une séance sans carnet : `maison.js` la remplit."""
    return _coquille("Préparer une séance", "maison", "regie", "Préparer une séance depuis une page demande JavaScript.")


def erreur(titre: str, message: str) -> str:
    """Une page pour dire ce qui ne va pas, et revenir à l’entrée."""
    corps = (
        f'{_barre("Travailler ensemble")}<main class="fond centre"><h1 class="t1">{texte(titre)}</h1><p>{texte(message)}</p>'
        '<p><a class="bouton principal" href="/">Revenir à l’entrée</a></p></main>'
    )
    return _page(titre, corps, "entree", styles=("te", "participant"))


# ---------- morceaux ----------


def _page(
    titre: str, corps: str, classe: str, *, styles: Iterable[str], module: str = "", tete: str = "", amorce: bool = False, suit: bool = True
) -> str:
    """`module` : le module exécuté ; ceux dont il a besoin sont demandés aussitôt. `suit` : le thème suit celui du système."""
    liens = "".join(f'<link rel="stylesheet" href="/statique/{s}.css">' for s in styles)
    liens += '<script src="/statique/seance/amorce.js"></script>' if amorce else ""
    if module:
        liens += "".join(f'<link rel="modulepreload" href="/statique/{s}">' for s in ordre(module)[:-1])
        liens += f'<script type="module" src="/statique/{module}"></script>'
    balise = "main" if classe == "regie" else "div"  # le panneau d’un carnet n’a pas de repère principal : sa page le lui donne
    return (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<title>{texte(titre)} · Travailler ensemble</title><link rel="icon" href="data:,">{liens}{tete}</head>'
        f'<body class="page-{classe}{" suit-le-systeme" if suit else ""}"><{balise} class="te ecran" id="hote">{corps}</{balise}></body></html>\n'
    )


def _coquille(titre: str, nom: str, classe: str, sans_script: str) -> str:
    """Une page que son script remplit, et dont il choisit le thème."""
    corps = f"<noscript><p>{texte(sans_script)}</p></noscript>"
    return _page(titre, corps, classe, styles=("te", classe), module=f"seance/{nom}.js", suit=False)


def _barre(gauche: str, droite: str = "") -> str:
    return f'<header class="barre"><p><b>{texte(gauche)}</b></p>{f"<p>{texte(droite)}</p>" if droite else ""}</header>'


def _notice(effacer_le: str, numero: object) -> str:
    """Ce qui est recueilli, par qui, jusqu’à quand. Une fois dans la séance : la date, le numéro, et de quoi tout effacer."""
    dedans = bool(effacer_le)
    quand = (
        f"Elles sont effacées le {_dire_date(effacer_le)} au plus tard"
        if dedans
        else "Elles sont effacées à une date fixée d’avance, affichée dès l’entrée"
    )
    phrases = [
        "Votre établissement est responsable de ce recueil, fait pour la discussion d’aujourd’hui, dans le cadre de son enseignement.",
        "Il ne recueille que vos réponses, sous un numéro tiré au hasard"
        + (f" : le vôtre est {numero}." if dedans else ".")
        + " Ni nom, ni adresse, ni adresse de l’appareil.",
        f"{quand}, et avant si vous le demandez.",
    ]
    droits = [
        "Vous pouvez relire vos réponses et les effacer vous-même dans la page de la séance. Vous pouvez aussi demander à les "
        "consulter, à les corriger, à les effacer, ou vous opposer à leur usage : à l’enseignant, en donnant votre numéro, ou au "
        "délégué à la protection des données de l’établissement.",
        "Si la réponse ne vous convient pas, vous pouvez saisir la CNIL.",
        "Un témoin (cookie) garde votre place dans cette séance. Il ne sert à rien d’autre.",
    ]
    effacer = (
        '<form class="effacer" method="post" action="/seance/effacer"><button class="bouton" type="submit">Effacer mes réponses</button>'
        f"<p>{texte('Vous quittez la séance, et vos réponses sont effacées pour de bon.')}</p></form>"
        if dedans
        else ""
    )
    dits, contacts = ("".join(f"<p>{texte(p)}</p>" for p in liste) for liste in (phrases, droits))
    repli = f"<details><summary>Vos droits et le contact</summary>{contacts}</details>"
    if dedans:
        return f'<details class="notice"><summary>{texte("Vos données : les relire, les effacer")}</summary>{dits}{effacer}{contacts}</details>'
    return f'<section class="notice" aria-labelledby="notice"><h2 class="t3" id="notice">Vos données</h2>{dits}{repli}</section>'


def _dire_date(iso: str) -> str:
    return date_dite(date.fromisoformat(iso[:10]))


# ---------- sans script ----------


def _reponses(etat: Mapping[str, Any], tour: int) -> dict[str, str]:
    return {carte: r["case"] for carte, r in etat["moi"]["reponses"].get(str(tour), {}).items()}


def _noms(etat: Mapping[str, Any]) -> dict[str, str]:
    return {**{c["id"]: c["nom"] for c in etat["tri"]["cases"]}, JE_NE_SAIS_PAS: JE_NE_SAIS_PAS_DIT}


def _voter(etat: Mapping[str, Any]) -> str:
    """Les cartes à classer d’abord ; celles qui le sont, repliées, peuvent changer jusqu’à la clôture."""
    tri, tour = etat["tri"], etat["etat"]["tour"]
    reponses, noms = _reponses(etat, tour), _noms(etat)
    libres = [c for c in tri["cartes"] if c["id"] not in reponses]
    rangees = [c for c in tri["cartes"] if c["id"] in reponses]
    rang = {c["id"]: i for i, c in enumerate(tri["cartes"], 1)}
    avance = f"{len(rangees)} sur {compter(len(tri['cartes']), 'carte classée et enregistrée', 'cartes classées et enregistrées')}."
    if not libres:
        avance += " Tout est rangé ; vous pouvez changer jusqu’à la clôture."
    morceaux = [f"<p>{texte(tri['titre'])}. {texte(tri['consigne'])}</p><p>{texte(avance)}</p>"]
    morceaux += (_formulaire(etat, c, rang[c["id"]], "") for c in libres)
    morceaux += (
        f'<details class="classee"><summary>{rang[c["id"]]}. {texte(c["titre"])} : {texte(noms.get(reponses[c["id"]], ""))}</summary>'
        f"{_formulaire(etat, c, rang[c['id']], reponses[c['id']])}</details>"
        for c in rangees
    )
    return "".join(morceaux)


def _formulaire(etat: Mapping[str, Any], carte: Mapping[str, Any], rang: int, choisie: str) -> str:
    tri, tour = etat["tri"], etat["etat"]["tour"]
    premiere = _reponses(etat, 1).get(carte["id"]) if tour == 2 else None
    avant = f'<p class="discret">Au premier vote : {texte(_noms(etat).get(premiere, ""))}.</p>' if premiere else ""
    recit = "".join(f'<p class="recit">{texte(p)}</p>' for p in carte["paragraphes"])
    choix = "".join(
        f'<label class="choix"><input type="radio" name="case" value="{texte(case)}" required{" checked" if case == choisie else ""}>'
        f"<span>{texte(nom)}</span></label>"
        for case, nom in _noms(etat).items()
    )
    surtitre = " · ".join(m for m in (f"Carte {rang} sur {len(tri['cartes'])}", carte["surtitre"]) if m)
    return (
        f'<form class="carte" method="post" action="/seance/reponse" id="carte-{texte(carte["id"])}">'
        f'<p class="discret">{texte(surtitre)}</p><h2 class="t2">{texte(carte["titre"])}</h2>{recit}{avant}'
        f'<input type="hidden" name="tour" value="{tour}"><input type="hidden" name="carte" value="{texte(carte["id"])}">'
        f'<fieldset><legend>{texte(tri["question"])}</legend><div class="ligne">{choix}</div></fieldset>'
        '<button class="bouton principal" type="submit">Enregistrer ma réponse</button></form>'
    )


def _patienter(etat: Mapping[str, Any], auteurs: Sequence[Mapping[str, Any]]) -> str:
    phase, votees = etat["etat"]["phase"], [t for t in (1, 2) if _reponses(etat, t)]
    lignes = [f"<p>{texte(_SUITES[phase])}</p>"]
    if votees:
        comptes = enumerer(f"{len(_reponses(etat, t))} au vote {t}" for t in votees)
        lignes.append(f"<p>{texte(f'Vos réponses sont enregistrées : {comptes}.')}</p>")
        lignes.extend(_mes_reponses(etat, votees, auteurs))
    elif phase != "preparation":
        lignes.append("<p>Vous n’avez pas répondu. Vous pouvez suivre la suite ici et à l’écran de la salle.</p>")
    return "".join(lignes)


def _mes_reponses(etat: Mapping[str, Any], votes: Sequence[int], auteurs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Ce que j’ai répondu à chaque carte, vote par vote, et ce que chaque auteur dévoilé y répond."""
    noms, par_vote = _noms(etat), {t: _reponses(etat, t) for t in votes}
    yield '<h2 class="t2">Vos réponses</h2><dl class="reponses">'
    for carte in etat["tri"]["cartes"]:
        dites = [f"vote {t} : {noms.get(r[carte['id']], '')}" for t, r in par_vote.items() if carte["id"] in r]
        derniere = next((r[carte["id"]] for r in reversed(par_vote.values()) if carte["id"] in r), "")
        yield f"<div><dt>{texte(carte['titre'])}</dt><dd>{texte(' ; '.join(dites) or 'pas de réponse')}</dd>"
        for a in auteurs:
            if avis := a["cartes"].get(carte["id"]):
                retour = _RETOURS.get(avis["retours"].get(derniere, ""), "")
                lus = " ; ".join(x["phrase"] for x in avis["lectures"] if x["phrase"])
                yield f"<dd>{texte(a['nom'])}{texte(f' ({retour})') if retour else ''}{texte(f' : {lus}') if lus else ''}.</dd>"
        yield "</div>"
    yield "</dl>"


# ---------- ce que ces pages demandent ensuite ----------

_PAGES = ("seance/participant.js", "seance/projection.js", "seance/enseignant.js", "seance/maison.js")
_FEUILLES = ("te", "tri", "participant", "projection", "regie", "papier")


class _Statiques(Mapping[str, tuple[str, bytes]]):
    """Les scripts et les feuilles, lus au premier besoin."""

    @cached_property
    def _tout(self) -> dict[str, tuple[str, bytes]]:
        scripts = {n for page in _PAGES for n in ordre(page)} | {"seance/amorce.js"}
        feuilles = {n: lire(f"{n}.css") for n in _FEUILLES}
        feuilles["te"] += _theme_du_systeme(feuilles["te"])
        return {
            **{n: ("text/javascript; charset=utf-8", script(n).encode()) for n in sorted(scripts)},
            **{f"{n}.css": ("text/css; charset=utf-8", s.encode()) for n, s in feuilles.items()},
        }

    def __getitem__(self, nom: str) -> tuple[str, bytes]:
        return self._tout[nom]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tout)

    def __len__(self) -> int:
        return len(self._tout)


def _theme_du_systeme(feuille: str) -> str:
    """Les couleurs sombres de la feuille commune, redites pour les pages qui suivent le thème du système, même sans script."""
    debut = feuille.index("{", feuille.index("body.sombre .te"))
    couleurs = feuille[debut : feuille.index("}", debut) + 1]
    return f"\n@media (prefers-color-scheme: dark) and (forced-colors: none) {{ body.suit-le-systeme .te {couleurs} }}\n"


STATIQUES: Mapping[str, tuple[str, bytes]] = _Statiques()
"""Nom de fichier → (type, octets), servi sous /statique/."""
