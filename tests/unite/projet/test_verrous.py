"""Le verrou s’installe sans rien compiler, sur chaque système et pour chaque Python que la collection accepte."""

import shutil
import subprocess

import pytest

import labo
from outils import RACINE

SYSTEMES = (
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
)
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")

SANS_PAQUET = {("aarch64-pc-windows-msvc", p) for p in PYTHONS if tuple(map(int, p.split("."))) < labo.MINIMUM["win-arm64"]}
"""pyyaml n’y a jamais eu de paquet prêt avant 3.12 : `labo.py` le dit avant d’installer."""


@pytest.mark.nuit  # demande chaque paquet à l’index de pip
@pytest.mark.parametrize("systeme", SYSTEMES)
def test_tout_le_verrou_s_installe_sans_compiler(systeme, tmp_path):
    uv = shutil.which("uv")
    if not uv:
        pytest.skip("La commande uv manque : « pip install uv ».")
    options = ["--no-config", "--dry-run", "--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", "verrou.txt"]
    refus = {}
    for python in (p for p in PYTHONS if (systeme, p) not in SANS_PAQUET):
        cible = ["--target", str(tmp_path / python), "--python-platform", systeme, "--python-version", python]
        essai = subprocess.run([uv, "pip", "install", *options, *cible], cwd=RACINE, capture_output=True, encoding="utf-8", timeout=300)
        if essai.returncode:
            refus[python] = essai.stderr[-400:]
    assert refus == {}
