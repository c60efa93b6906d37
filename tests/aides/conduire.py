"""Mener une séance depuis sa régie, dans une page ou dans un carnet."""

from patience import avancer_l_horloge
from playwright.sync_api import expect


def bouton(page, nom):
    return page.locator(".regie").get_by_role("button", name=nom, exact=True)


def titre(page, nom):
    page.locator(".regie").get_by_role("heading", name=nom, exact=True).wait_for()


def appuyer(page, nom):
    expect(page.locator(".te[aria-busy=true]")).to_have_count(0)  # une demande en route ferait taire ce bouton
    avancer_l_horloge(page)  # deux clics trop proches n’en font qu’un
    bouton(page, nom).click()


def presser(page, nom, suite):
    """Un geste, puis le titre qu’il amène."""
    appuyer(page, nom)
    titre(page, suite)


def regie_du_carnet(page):
    """La régie, une fois dessinée : à l’ouverture, JupyterLab peut remplacer la sortie qu’il vient de montrer."""
    r = page.locator(".te .regie")
    r.get_by_role("heading").first.wait_for(timeout=30_000)
    r.evaluate("e => e.scrollIntoView()")
    return r
