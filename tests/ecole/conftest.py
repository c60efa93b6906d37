"""Un vrai relais devant de vrais serveurs de séance, tel que docs/ecole le décrit."""

from __future__ import annotations

import contextlib
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from atelier import port_libre
from patience import attendre

RECETTE = Path(__file__).resolve().parents[2] / "docs" / "ecole" / "nginx.conf"


def certificat(dossier: Path, hote: str) -> tuple[Path, Path]:
    """Un certificat que personne n’a signé, pour cet hôte."""
    pem, cle = dossier / "ecole.pem", dossier / "ecole.key"
    ordre = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={hote}", "-addext"]
    subprocess.run([*ordre, f"subjectAltName=DNS:{hote}", "-out", str(pem), "-keyout", str(cle)], check=True, capture_output=True)
    return pem, cle


@pytest.fixture
def relais(tmp_path):
    """`relais(port, hote, ports)` : nginx, réglé par la recette, où seuls changent l’hôte, les ports et le certificat."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.fail("nginx est introuvable : installez le paquet « nginx-light ».")

    @contextlib.contextmanager
    def ouvrir(port: int, hote: str, ports: Sequence[int]) -> Iterator[None]:
        dossier = tmp_path / f"nginx-{port}"
        dossier.mkdir()
        pem, cle = certificat(dossier, hote)
        texte = RECETTE.read_text(encoding="utf-8")
        serveurs = iter(ports)
        texte = re.sub(r"server 127\.0\.0\.1:\d+(.*)", lambda m: f"server 127.0.0.1:{p}{m[1]}" if (p := next(serveurs, 0)) else "", texte)
        for avant, apres in (
            ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
            ("server_name ecole.example", f"server_name {hote}"),
            ("/etc/ssl/certs/ecole.pem", str(pem)),
            ("/etc/ssl/private/ecole.key", str(cle)),
        ):
            assert avant in texte, f"la recette n’a plus « {avant} »"
            texte = texte.replace(avant, apres)
        temporaires = "".join(f"{x}_temp_path {dossier}/{x};\n" for x in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        reglage = dossier / "nginx.conf"
        reglage.write_text(
            f"pid {dossier}/pid;\nerror_log {dossier}/erreurs;\nevents {{ worker_connections 2000; }}\n"
            f"http {{\naccess_log off;\n{temporaires}{texte}\n}}\n",
            encoding="utf-8",
        )
        programme = subprocess.Popen([nginx, "-e", str(dossier / "erreurs"), "-c", str(reglage), "-g", "daemon off;"])
        try:
            attendre(lambda: programme.poll() is not None or _repond(port))
            assert programme.poll() is None, (dossier / "erreurs").read_text()
            yield
        finally:
            programme.terminate()
            programme.wait(10)

    return ouvrir


def _repond(port: int) -> bool:
    import socket

    libre = ssl.create_default_context()
    libre.check_hostname, libre.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as s, libre.wrap_socket(s):
            return True
    except OSError:
        return False


@pytest.fixture
def port():
    return port_libre()
