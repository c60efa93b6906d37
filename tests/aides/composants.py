"""La page d’essai des composants web, servie à un vrai navigateur ; elle peut être branchée sur le vrai code Python."""

import functools
import http.server
import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

from patience import devient, peinte
from playwright.sync_api import expect

from travailler_ensemble.ecriture.ressources import WEB, module

ICI = Path(__file__).parent
ESPACEMENT = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"


class Service(http.server.SimpleHTTPRequestHandler):
    """Sert la page d’essai, les feuilles et les modules, assemblés comme pour un carnet."""

    protocol_version = "HTTP/1.1"  # une connexion pour toute la page, non une par fichier
    extensions_map = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}

    def do_GET(self):
        nom = self.path.split("?")[0].rsplit("/", 1)[-1] or "page.html"
        if nom.endswith(".mjs"):
            texte, genre = module(f"composants/{nom.removesuffix('.mjs')}/composant.js"), "text/javascript"
        else:
            fichier = next((d / nom for d in (ICI / "web", WEB) if (d / nom).is_file()), None)
            if fichier is None:
                return self.send_error(404)
            texte, genre = fichier.read_text(encoding="utf-8"), self.extensions_map[fichier.suffix]
            if genre == "text/html":
                texte = re.sub(
                    r'<link rel="stylesheet" href="([\w.]+)">',
                    lambda m: f"<style>{(WEB / m[1]).read_text(encoding='utf-8')}</style>",
                    texte,
                )
        corps = texte.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{genre}; charset=utf-8")
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *_):
        pass


@contextmanager
def servir():
    """L’adresse de la page d’essai, tant que le bloc dure."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service) as serveur:
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serveur.server_port}/page.html"
        serveur.shutdown()


def aller(page, adresse=None):
    page.goto(adresse) if adresse else page.reload()
    page.wait_for_selector("html[data-pret=oui]")


def brancher(page, composant, activite, **options):
    """Monte le composant web d’une activité Python ; ses gestes arrivent à `activite.traiter`."""
    if not hasattr(page, "activites"):
        page.activites = {}

        def noyau(nom, geste):
            page.activites[nom].traiter(geste)
            return page.activites[nom].etat

        page.expose_function("noyau", noyau)
    nom = f"{composant}-{len(page.activites)}"
    page.activites[nom] = activite
    activite.rafraichir()
    return page.evaluate("a => essai.brancher(...a)", [composant, nom, activite.donnees, activite.etat, options])


def photo(page, nom: str) -> None:
    """Garde une capture, si l’on a dit où (`CAPTURES`)."""
    if ou := os.environ.get("CAPTURES"):
        page.screenshot(path=Path(ou) / f"{nom}.png")


def deborde(page):
    """Rien ne dépasse de la fenêtre."""
    trop = """() => [document.documentElement, ...document.querySelectorAll('.te *')].filter((e, n) => { const r = e.getBoundingClientRect(); return n ? r.width > 2 && r.right > innerWidth + 1 : e.scrollWidth > innerWidth; })
        .map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`).slice(0, 5)"""
    devient(lambda: page.evaluate(trop), [])


def tout_est_marque(page):
    """Tout ce qui prend le focus dans une activité se dit hors des raccourcis de JupyterLab."""
    prend = ":is(.te, .te :is(button, input, select, textarea, summary, [tabindex]))"
    expect(page.locator(prend).first).to_be_attached()
    expect(page.locator(f"{prend}:not([data-lm-suppress-shortcuts='true'])")).to_have_count(0)


def actif(page):
    """L’élément qui a le focus : sa balise et le début de son texte."""
    return page.evaluate(
        "document.activeElement?.tagName + ' ' + (document.activeElement?.innerText || document.activeElement?.value || '').trim().slice(0, 40)"
    )


@functools.cache
def _regles_axe():
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


# Ni feuilles rechargées, ni sélecteur écrit pour chaque nœud juste : axe prend trois fois moins de temps et trouve la même chose.
_AXE = """async ([zones, regles, contrastes, cibles]) => {
  const r = await axe.run({ include: zones.filter(z => document.querySelector(z)).map(z => [z]) }, { runOnly: regles, resultTypes: ['violations', 'passes'],
    preload: false, selectors: false, rules: { 'target-size': { enabled: cibles }, 'color-contrast': { enabled: contrastes } } });
  return [r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).flatMap(v => v.nodes.map(n => `${v.id} : ${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`)),
    r.passes.filter(v => v.id === 'color-contrast').reduce((s, v) => s + v.nodes.length, 0)];
}"""
NORMES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_grave(page, zones=(".te",), contrastes: bool = True, cibles: bool = True) -> tuple[list[str], int]:
    """Les violations graves (« serious », « critical ») de ces zones, et le nombre de contrastes mesurés.

    `contrastes=False` : sans eux, quand les mêmes couleurs sont mesurées ailleurs ; c’est presque tout le temps que prend axe.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_regles_axe())
    peinte(page)  # une teinte qui glisse encore vers une autre n’est pas un contraste
    mal, vus = page.evaluate(_AXE, [list(zones), NORMES, contrastes, cibles])
    return mal, vus


def tient_partout(page):
    """Espacement de WCAG 1.4.12, texte à 200 %, 360 et 1000 px ; corps d’au moins 16 px, cibles d’au moins 44 px."""
    deborde(page)
    rogne = """() => [...document.querySelectorAll('.te *')].filter(e => e.clientWidth > 2 && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1 && e.textContent.trim()).map(e => e.className)"""
    for largeur, style in ((360, ESPACEMENT), (1000, ESPACEMENT), (360, "html{font-size:200%}"), (1000, "html{font-size:200%}")):
        page.set_viewport_size({"width": largeur, "height": 740})
        feuille = page.add_style_tag(content=style)
        deborde(page)
        devient(lambda: page.evaluate(rogne), [])
        feuille.evaluate("e => e.remove()")
    page.set_viewport_size({"width": 1366, "height": 900})
    petits = """() => { const r = []; for (const e of document.querySelectorAll('.te *')) if ([...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16) r.push(e.textContent.slice(0, 30)); return r; }"""
    cibles = """() => [...document.querySelectorAll('.te :is(button, summary, .choix)')].map(e => [e.textContent.slice(0, 30), e.getBoundingClientRect()]).filter(([, r]) => r.width && (r.height < 43.5 || r.width < 43.5)).map(([t]) => t)"""
    devient(lambda: page.evaluate(petits), [])
    devient(lambda: page.evaluate(cibles), [])
