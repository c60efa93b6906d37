"""Dessine la maison d’après les imports : « python outils/maison.py » ; « --verifier » dit seulement si le dessin est à refaire.

Les pièces descendent en diagonale, dans l’ordre où elles se servent l’une de l’autre. De chacune part une ligne vers la droite ;
un rond, au-dessus d’une autre, dit combien de ses modules la première y sert. Rien sous la diagonale : aucun import ne remonte.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

from imports import MODULES, importes

DESSIN = Path(__file__).resolve().parent.parent / "docs" / "maison.svg"
PIECES = {
    "écriture": ("les mots et les pages", ("phrases", "page")),
    "corpus": ("les tables de data/, lues et vérifiées", ("corpus", "description", "tableur", "recherche", "trame", "parcours", "camps")),
    "activites": ("ce que l’on fait", ("activites",)),
    "carnet": ("les réponses, gardées", ("carnet",)),
    "lecture": ("ce qu’un auteur lit d’une situation", ("lecture",)),
    "concordance": ("qui est d’accord avec qui", ("concordance",)),
    "avis": ("les auteurs face à une réponse", ("avis", "definition", "codage", "retour", "formulation", "effet")),
    "seance": ("la classe, en direct", ("seance",)),
    "figures": ("les dessins", ("figures",)),
    "pages": (
        "ce que montre un carnet",
        (
            "comparaison",
            "panneau",
            "profil",
            "debat",
            "vocabulaire",
            "relecture",
            "trouvailles",
            "releve",
            "preparation",
            "avancement",
            "rendu",
        ),
    ),
    "atelier": ("les fonctions des carnets", ("atelier",)),
}
"""Pièce → ce qu’elle est, et ses modules (ou son dossier)."""
LARGE, HAUT, PAS_X, PAS_Y, BORD = 118, 40, 76, 62, 24
STYLE = """
  .fond{fill:#fbf8f3} .piece{fill:#0d5a61} .nom{fill:#ffffff;font-weight:600} .dit{fill:#4a433a} .fil{stroke:#a59a8b;fill:none}
  .pointe{fill:#6e6455} .rond{fill:#fbf8f3;stroke:#0d5a61;stroke-width:1.5} .nombre{fill:#0d5a61;font-weight:600}
  text{font-family:system-ui,sans-serif;font-size:13px} .nombre{font-size:11px}
  @media (prefers-color-scheme:dark){.fond{fill:#1d1a16} .piece{fill:#9cc9c8} .nom{fill:#1d1a16} .dit{fill:#d8cfc2} .fil{stroke:#7d7365}
  .pointe{fill:#a59a8b} .rond{fill:#1d1a16;stroke:#9cc9c8} .nombre{fill:#9cc9c8}}
"""


def piece_de(module: str) -> str:
    """La pièce d’un module. Lève `KeyError` si aucune ne l’accueille."""
    for piece, (_, modules) in PIECES.items():
        if module in modules or module.split(".")[0] in modules:
            return piece
    raise KeyError(f"« {module} » n’a pas de pièce : donnez-lui la sienne dans outils/maison.py.")


def fleches() -> Counter[tuple[str, str]]:
    """(pièce qui sert, pièce qui s’en sert) → nombre d’imports, d’un module à l’autre."""
    comptes: Counter[tuple[str, str]] = Counter()
    for module, source in MODULES.items():
        if module:
            comptes.update((piece_de(sert), piece_de(module)) for sert in importes(source, module, MODULES) if sert)
    return Counter({(de, vers): n for (de, vers), n in comptes.items() if de != vers})


def dessiner() -> str:
    """Le dessin, en SVG, avec son texte de remplacement. Lève `ValueError` si un import remonte."""
    ordre, comptes = [*PIECES], fleches()
    rang = {piece: n for n, piece in enumerate(ordre)}
    if remontent := [f"{vers} se sert de {de}" for de, vers in comptes if rang[de] > rang[vers]]:
        raise ValueError(f"Un import remonte : {', '.join(remontent)}.")
    dit = [f"{de} sert à {', '.join(v for v in ordre if comptes[de, v])}." for de in ordre if any(comptes[de, v] for v in ordre)]
    large, haut = BORD * 2 + PAS_X * (len(ordre) - 1) + LARGE + 240, BORD * 2 + PAS_Y * (len(ordre) - 1) + HAUT
    x, y = {p: BORD + n * PAS_X for p, n in rang.items()}, {p: BORD + n * PAS_Y for p, n in rang.items()}
    fils, ronds, cases = [], [], []
    for de in ordre:
        vers = [v for v in ordre if comptes[de, v]]
        if vers:
            fils.append(f'<path class="fil" d="M{x[de] + LARGE} {y[de] + HAUT / 2:g}H{_colonne(x, vers[-1])}"/>')
        for v in vers:
            ronds.append(
                f"<g><title>{escape(de)} sert à {escape(v)} : {comptes[de, v]} import{'s' if comptes[de, v] > 1 else ''}</title>"
                f'<circle class="rond" cx="{_colonne(x, v)}" cy="{y[de] + HAUT / 2:g}" r="10"/>'
                f'<text class="nombre" x="{_colonne(x, v)}" y="{y[de] + HAUT / 2 + 4:g}" text-anchor="middle">{comptes[de, v]}</text></g>'
            )
    for p in ordre:
        if servent := [de for de in ordre if comptes[de, p]]:
            c = _colonne(x, p)
            fils.append(
                f'<path class="fil" d="M{c} {y[servent[0]] + HAUT / 2:g}V{y[p] - 7}"/><path class="pointe" d="M{c - 4} {y[p] - 8}h8l-4 8z"/>'
            )
        cases.append(
            f'<rect class="piece" x="{x[p]}" y="{y[p]}" width="{LARGE}" height="{HAUT}" rx="6"/>'
            f'<text class="nom" x="{x[p] + LARGE / 2:g}" y="{y[p] + 25}" text-anchor="middle">{p}</text>'
        )
    for n, p in enumerate(ordre):  # à gauche de la pièce quand la place y est, sinon à droite
        a_gauche = n >= len(ordre) // 2
        place = f'x="{x[p] - 12}" text-anchor="end"' if a_gauche else f'x="{BORD}" '
        if a_gauche:
            cases.append(f'<text class="dit" {place} y="{y[p] + 25}">{escape(PIECES[p][0])}</text>')
    legende = [(p, PIECES[p][0]) for n, p in enumerate(ordre) if n < len(ordre) // 2]
    bas = haut - BORD - 20 * (len(legende) - 1)
    for n, (p, quoi) in enumerate(legende):
        cases.append(f'<text class="dit" x="{BORD}" y="{bas + 20 * n}">{escape(p)} : {escape(quoi)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {large - 216} {haut}" role="img" aria-labelledby="t d">\n'
        f'<title id="t">La maison : les pièces de lib/, et ce que chacune sert</title>\n<desc id="d">{escape(" ".join(dit))}</desc>\n'
        f'<style>{STYLE}</style>\n<rect class="fond" width="100%" height="100%"/>\n' + "\n".join([*fils, *ronds, *cases]) + "\n</svg>\n"
    ).replace(" :", "\u00a0:")


def _colonne(x: dict[str, int], piece: str) -> int:
    return x[piece] + LARGE // 2


def main(arguments: list[str]) -> int:
    dessin = dessiner()
    a_jour = DESSIN.exists() and DESSIN.read_text(encoding="utf-8") == dessin
    if "--verifier" in arguments:
        print(
            "Le dessin de la maison est à jour."
            if a_jour
            else "Le dessin de la maison n’est plus celui des imports : lancez « python outils/maison.py »."
        )
        return int(not a_jour)
    DESSIN.write_text(dessin, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
