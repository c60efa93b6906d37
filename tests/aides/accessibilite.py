"""Les contrôles d’accessibilité, communs aux carnets, aux composants et aux pages de séance : chacun rend la liste de ses défauts.

Ils reprennent, sur les vrais écrans, ce qui était contrôlé sur les maquettes. `test_accessibilite_controles.py` prouve que chacun
refuse une page abîmée exprès.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from composants import ESPACEMENT, axe_grave
from patience import peinte

NOTRE = (".te", ".te-page")
DOUBLE = "html{font-size:200%}"
# Une cible : 44 px pour ce qui se presse, 24 px (WCAG 2.5.8) pour un lien hors d’une phrase. Un choix se presse par toute sa ligne.
_MESURER = r"""([zones, regle]) => {
  const dedans = [...document.querySelectorAll(zones)].filter(z => !z.parentElement.closest(zones));
  const vu = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getBoundingClientRect().width > 2 && !e.closest('.visuel-cache');
  const tous = choix => dedans.flatMap(z => [...z.querySelectorAll(choix)]).filter(vu);
  const dire = e => `${e.tagName.toLowerCase()}${e.className && typeof e.className === 'string' ? '.' + e.className.split(' ').join('.') : ''} « ${(e.textContent || e.value || e.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 30)} »`;
  const ecrit = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const regles = {
    debordements() {
      const page = document.documentElement.scrollWidth > innerWidth + 1 ? [`la page fait ${document.documentElement.scrollWidth} px pour ${innerWidth}`] : [];
      return [...page, ...tous('*').filter(e => !e.closest('.defile') && e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(dire)];
    },
    rognures: () => tous('*').filter(e => ecrit(e) && e.clientWidth > 2 && ((['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1)
      || (['hidden', 'clip'].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 2))).map(dire),
    corps: () => tous('*').filter(e => ecrit(e) && parseFloat(getComputedStyle(e).fontSize) < 15.9 && !e.closest('svg')).map(e => `${dire(e)} ${getComputedStyle(e).fontSize}`),
    cibles: () => [...tous('button, summary, .choix, select, input:not([type=radio], [type=checkbox], [type=file]), textarea, a.bouton').map(e => [e, 43.5]), ...tous('a:not(.bouton)').filter(e => getComputedStyle(e).display !== 'inline').map(e => [e, 23.5])]
      .filter(([e, cote]) => { const r = e.getBoundingClientRect(); return r.height < cote || r.width < cote; })
      .map(([e]) => `${dire(e)} ${Math.round(e.getBoundingClientRect().width)} × ${Math.round(e.getBoundingClientRect().height)}`),
    liens: () => tous('a[href]:not(.bouton)').filter(e => !getComputedStyle(e).textDecorationLine.includes('underline')).map(dire),
    rangs: () => tous('[tabindex]').filter(e => e.tabIndex > 0).map(dire),
    espaces: () => dedans.flatMap(z => z.checkVisibility() ? z.innerText.split('\n') : []).filter(l => / [:;?!»](?=\s|$)|« /.test(l)).map(l => l.slice(0, 90)),
  };
  return regles[regle]();
}"""
_DEROULER = """choix => {
  for (let e = document.querySelector(choix); e && e !== document.documentElement; e = e.parentElement) {
    e.dataset.essaiDeroule = '';
    for (const f of e.parentElement.children) if (f !== e && !['SCRIPT', 'STYLE', 'LINK', 'HEAD'].includes(f.tagName)) f.dataset.essaiCache = '';
  }
}"""
_PAPIER = """[data-essai-deroule] { position: static !important; display: block !important; width: auto !important; height: auto !important; min-width: 0 !important;
  min-height: 0 !important; max-height: none !important; overflow: visible !important; contain: none !important; transform: none !important; background: none !important; }
html, body { background: var(--jp-layout-color0) !important; }
[data-essai-cache] { display: none !important; }
.jp-Cell, .jp-Cell * { content-visibility: visible !important; }
.jp-Cell, .jp-Cell :not(.te, .te *, .te-page *) { contain: none !important; }"""


def _controle(regle: str, dit: str) -> Callable[..., list[str]]:
    def controle(page, zones=NOTRE) -> list[str]:
        peinte(page)
        return page.evaluate(_MESURER, [", ".join(zones), regle])

    controle.__name__, controle.__doc__ = regle, dit
    return controle


debordements = _controle("debordements", "Ce qui sort de la fenêtre par le côté (WCAG 1.4.10).")
rognures = _controle("rognures", "Les textes coupés par leur boîte (WCAG 1.4.4, 1.4.12).")
corps = _controle("corps", "Les textes de moins de 16 px.")
cibles = _controle("cibles", "Ce qui se presse et mesure moins de 44 px (24 px pour un lien hors d’une phrase).")
liens = _controle("liens", "Les liens sans trait : rien ne les distinguerait d’un texte que leur couleur (WCAG 1.4.1).")
rangs = _controle("rangs", "Les `tabindex` positifs : ils changent l’ordre de toute la page.")
espaces = _controle("espaces", "Les ponctuations qu’une fin de ligne peut séparer de leur mot.")


def axe(page, zones=NOTRE, contrastes: bool = True) -> list[str]:
    """Les violations graves ou critiques que trouve axe ; s’il n’a mesuré aucun contraste, c’en est une.

    `contrastes=False` : sans eux, quand les mêmes couleurs sont mesurées ailleurs ; c’est presque tout le temps que prend axe.
    """
    mal, vus = axe_grave(page, zones, contrastes, cibles=False)  # elles sont mesurées ici, plus sévèrement : voir `cibles`
    return mal or ([] if vus or not contrastes else ["aucun contraste mesuré"])


def agrandi(page, zones=NOTRE, doubler: bool = True) -> list[str]:
    """Ce qui déborde ou se coupe avec l’espacement de WCAG 1.4.12, puis avec un texte double (1.4.4)."""
    mal = []
    for style in (ESPACEMENT, DOUBLE)[: 1 + doubler]:
        # une feuille construite : la politique de sécurité des pages de séance refuse une balise
        page.evaluate("s => { const f = new CSSStyleSheet(); f.replaceSync(s); document.adoptedStyleSheets = [f]; }", style)
        mal += debordements(page, zones) + rognures(page, zones)
        page.evaluate("document.adoptedStyleSheets = []")
    return mal


_ICI = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
  const z = e.matches('input[type=radio], input[type=checkbox]') && e.closest('label') || e, s = getComputedStyle(z), i = getComputedStyle(e);
  z.scrollIntoView({ block: 'center' });
  const r = z.getBoundingClientRect(), p = document.elementFromPoint(Math.min(innerWidth - 1, Math.max(0, r.x + Math.min(20, r.width / 2))), r.y + r.height / 2);
  window.essaiRangs ??= new Map(); if (!essaiRangs.has(e)) essaiRangs.set(e, essaiRangs.size);
  const flottant = [...(function* (x) { for (; x; x = x.parentElement) yield x; })(e)].some(x => ['sticky', 'fixed'].includes(getComputedStyle(x).position));
  return { rang: essaiRangs.get(e), nom: (e.getAttribute('aria-label') || z.textContent || e.value || '').trim().replace(/\\s+/g, ' ').slice(0, 34), flottant,
    trait: [s, i].some(x => x.outlineStyle !== 'none' && parseFloat(x.outlineWidth) >= 2), dessus: !!p && (z.contains(p) || p.contains(z)), haut: r.top + scrollY, bas: r.bottom + scrollY, gauche: r.left, droite: r.right }; }"""
_ATTENDUS = """zones => { const groupes = new Set(); return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(e => e.closest(zones))
  .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0 && e.getBoundingClientRect().width > 0)
  .filter(e => { if (e.type !== 'radio') return true; const neuf = !groupes.has(e.name); groupes.add(e.name); return neuf; }).length; }"""


def parcours_du_focus(page, zones=NOTRE, bornes: int = 200) -> list[str]:
    """Avec Tab seul, du début à la fin de la page : tout s’atteint, se voit, n’est pas recouvert, dans l’ordre de lecture, et l’on en sort."""
    attendus = page.evaluate(_ATTENDUS, ", ".join(zones))
    # On part d’un repère en tête de page : sans lui, Tab reprend là où le focus a été, pas au début.
    page.evaluate(
        "() => { delete window.essaiRangs; const e = document.createElement('span'); e.id = 'essai-debut'; e.tabIndex = -1; document.body.prepend(e); e.focus(); scrollTo(0, 0); }"
    )
    mal, vus, avant = [], 0, None
    for _ in range(bornes):
        page.keyboard.press("Tab")
        ici = page.evaluate(_ICI)
        if ici is None or ici["rang"] < vus - 1:
            break  # sorti de la page, ou revenu au début
        if ici["rang"] == vus - 1:
            mal.append(f"{ici['nom']} : on n’en sort pas avec Tab")
            break
        vus += 1
        if not ici["trait"]:
            mal.append(f"{ici['nom']} : le focus ne se voit pas")
        if not ici["dessus"]:
            mal.append(f"{ici['nom']} : le focus est recouvert")
        if (
            avant and not ici["flottant"] and not avant["flottant"] and ici["bas"] <= avant["haut"] - 1 and ici["gauche"] < avant["droite"]
        ):  # plus haut, mais pas la colonne suivante
            mal.append(f"{ici['nom']} : vient après « {avant['nom']} », qui est plus bas")
        avant = ici
    page.evaluate("document.getElementById('essai-debut').remove()")
    if vus < attendus:
        mal.append(f"{vus} éléments atteints sur {attendus}")
    return mal


_FORCEES = """zones => {
  const dire = e => `${e.tagName.toLowerCase()} « ${(e.textContent || e.value || '').trim().slice(0, 30)} »`;
  const vus = choix => [...document.querySelectorAll(zones)].flatMap(z => [...z.querySelectorAll(choix)]).filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 2);
  const fond = e => { for (let x = e; x; x = x.parentElement) { const c = getComputedStyle(x).backgroundColor; if (!/^rgba.*, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
  const muets = vus('*').filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && getComputedStyle(e).color === fond(e)).map(e => dire(e) + ' : texte de la couleur du fond');
  const boutons = vus('button:not(.nu, .jeton, .poignee), a.bouton').filter(e => { const s = getComputedStyle(e); return (s.borderTopStyle === 'none' || parseFloat(s.borderTopWidth) < 1 || s.borderTopColor === fond(e.parentElement)) && fond(e) === fond(e.parentElement) && !s.textDecorationLine.includes('underline'); }).map(e => dire(e) + ' : bouton sans contour');
  const coches = vus('input:checked').map(e => [e, vus('input:not(:checked)').find(o => o.name === e.name || o.type === 'checkbox')]).filter(([e, o]) => {
    if (!o || getComputedStyle(e).appearance !== 'none') return false;
    const peau = x => { const s = getComputedStyle(x), l = getComputedStyle(x.closest('label') ?? x); return [fond(x), s.borderColor, s.boxShadow, l.outlineStyle, l.borderColor, fond(x.closest('label') ?? x)].join(); };
    return peau(e) === peau(o); }).map(([e]) => dire(e) + ' : coché ou non, cela ne se voit pas');
  return [...muets, ...boutons, ...coches];
}"""


def couleurs_forcees(page, zones=NOTRE) -> list[str]:
    """Quand le système impose ses couleurs : chaque texte se voit, chaque bouton a un bord, ce qui est coché diffère du reste."""
    page.emulate_media(forced_colors="active")
    peinte(page)
    mal = page.evaluate(_FORCEES, ", ".join(zones))
    page.emulate_media(forced_colors="none")
    return mal


@contextmanager
def deroule(page, quoi: str = ".jp-WindowedPanel-viewport") -> Iterator[None]:
    """Le carnet ouvert (ou ce qu’il a de `quoi`), seul et en entier, comme une page ordinaire : JupyterLab le rogne, et un contraste rogné ne se mesure pas."""
    page.evaluate(_DEROULER, f".jp-NotebookPanel:not(.lm-mod-hidden) {quoi}")
    feuille = page.add_style_tag(content=_PAPIER)
    yield
    feuille.evaluate("e => e.remove()")
    page.evaluate(
        "() => { for (const e of document.querySelectorAll('[data-essai-deroule], [data-essai-cache]')) { delete e.dataset.essaiDeroule; delete e.dataset.essaiCache; } scrollTo(0, 0); }"
    )


def choisir_theme(page, sombre: bool) -> None:
    """Le thème de JupyterLab, changé sans rouvrir le carnet."""
    page.evaluate(
        "nom => jupyterapp.commands.execute('apputils:change-theme', { theme: nom })", "JupyterLab Dark" if sombre else "JupyterLab Light"
    )
    # l’attribut change avant la feuille du thème, et nos boutons passent d’une teinte à l’autre en douceur
    page.wait_for_function(
        """sombre => { const e = document.body.appendChild(document.createElement('i')); e.style.color = 'var(--jp-layout-color1)';
      const la = getComputedStyle(e).color.match(/\\d+/)[0] < 128; e.remove();
      return la === sombre && document.body.dataset.jpThemeLight === String(!sombre) && !document.getAnimations().some(a => a instanceof CSSTransition && a.playState === 'running'); }""",
        arg=sombre,
    )


ECRIT = (*NOTRE, ".jp-RenderedMarkdown", ".vega-embed")
"""Ce que la collection écrit dans un carnet : ses activités, ses pages, ses textes, ses figures."""


def carnet_a_l_ecran(page, sombre: bool, largeur: int, *, contrastes: bool = True, agrandir: bool = False) -> list[str]:
    """Les défauts du carnet ouvert, dans ce thème et cette largeur (320 px : un écran de 1280 px agrandi à 400 %)."""
    choisir_theme(page, sombre)
    avant = page.viewport_size
    page.set_viewport_size({"width": largeur, "height": 800})
    with deroule(page):
        mal = axe(page, ECRIT, contrastes) + rangs(page) + espaces(page)
        for controle in (debordements, rognures, corps, cibles, liens):
            mal += [f"{controle.__name__} : {x}" for x in controle(page)]
        if agrandir:
            mal += [f"agrandi : {x}" for x in agrandi(page)]
    page.set_viewport_size(avant)
    choisir_theme(page, False)
    return mal
