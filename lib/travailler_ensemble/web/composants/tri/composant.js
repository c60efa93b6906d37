/* Le tri dans un carnet : avec ses touches, les mots qui décident, et la réponse dans la carte. */
import { enCarnet } from "../../commun/modele.js";
import { brancherReponses } from "./comparer.js";
import { brancherMots, carteDesMots } from "./mots.js";
import { vueDeReponse } from "./reponse.js";
import { brancherTouches } from "./touches.js";
import { monter as monterTri } from "./tri.js";

const PLUS = { brancherMots, brancherReponses, brancherTouches, carteDesMots, vueDeReponse };

export const monter = (racine, modele) => monterTri(racine, modele, PLUS);

export default enCarnet(monter);
