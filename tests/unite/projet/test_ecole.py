"""Les recettes d’une école se tiennent : ce qu’elles nomment existe, et elles disent la même chose l’une que l’autre."""

import json
import re
import shlex

import yaml

from outils import RACINE
from travailler_ensemble import __version__

ECOLE = RACINE / "docs" / "ecole"


def lire(nom: str) -> str:
    return (ECOLE / nom).read_text(encoding="utf-8")


def test_l_image_ne_prend_que_ce_qui_existe_et_la_version_est_la_meme_partout():
    for ligne in re.findall(r"^COPY (.+)$", lire("Dockerfile"), re.M):
        *sources, _ = shlex.split(ligne)
        assert all((RACINE / s).exists() for s in sources), ligne
    for nom in ("Dockerfile", "zero-to-jupyterhub.yaml", "seance.yaml"):
        assert set(re.findall(r"travailler-ensemble:(\d[\d.]+\d)|tag: \"([\d.]+)\"", lire(nom))) <= {
            (__version__, ""),
            ("", __version__),
        }, nom


def test_kubernetes_et_jupyterhub_nomment_le_meme_service_le_meme_groupe_et_le_meme_port():
    valeurs = yaml.safe_load(lire("zero-to-jupyterhub.yaml"))
    reglage = valeurs["hub"]["extraConfig"]["travailler-ensemble"]
    compile(reglage, "zero-to-jupyterhub.yaml", "exec")
    deploiement, service, _ = yaml.safe_load_all(lire("seance.yaml"))
    conteneur = deploiement["spec"]["template"]["spec"]["containers"][0]
    env = {x["name"]: x.get("value", "") for x in conteneur["env"]}
    port = service["spec"]["ports"][0]["port"]
    assert f'"http://{service["metadata"]["name"]}:{port}"' in reglage and str(port) in conteneur["command"]
    assert env["JUPYTERHUB_CLIENT_ID"] == f"service-{env['JUPYTERHUB_SERVICE_NAME']}"
    assert env["SEANCE_URL"].endswith(env["JUPYTERHUB_SERVICE_PREFIX"].rstrip("/"))
    for sonde in ("readinessProbe", "livenessProbe"):
        assert conteneur[sonde]["httpGet"]["path"].partition("?")[0] == f"{env['JUPYTERHUB_SERVICE_PREFIX']}api/sante"
    role = '{"name": "enseignants", "groups": ["enseignants"], "scopes": ["access:services!service=seance"]'
    assert all(role.replace(" ", "") in re.sub(r"\s", "", t) for t in (reglage, lire("jupyterhub_config.py")))
    secrets = {x["valueFrom"]["secretKeyRef"]["key"] for x in conteneur["env"] if "valueFrom" in x}
    secrets |= {x["valueFrom"]["secretKeyRef"]["key"] for x in valeurs["hub"]["extraEnv"].values()}
    assert all(s in lire("zero-to-jupyterhub.yaml").partition("hub:\n")[0] for s in secrets), "les secrets à donner sont dits en tête"


def test_le_relais_du_hub_est_a_version_figee():
    version = json.loads(lire("package.json"))["dependencies"]["configurable-http-proxy"]
    verrou = json.loads(lire("package-lock.json"))["packages"]["node_modules/configurable-http-proxy"]
    assert verrou["version"] == version and verrou["integrity"].startswith("sha512-")
