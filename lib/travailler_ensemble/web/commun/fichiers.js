/* Des fichiers qui entrent et qui sortent de la page. */
import { el } from "./elements.js";

/** Le contenu d’un fichier, en base 64. */
export const enLettres = (fichier) =>
	new Promise((lu, echec) => {
		const lecteur = new FileReader();
		lecteur.addEventListener("load", () => lu(String(lecteur.result).split(",")[1] ?? ""));
		lecteur.addEventListener("error", () => echec(lecteur.error));
		lecteur.readAsDataURL(fichier);
	});

/** Les octets d’un contenu en base 64. */
export const enOctets = (lettres) => Uint8Array.from(atob(lettres), (c) => c.charCodeAt(0));

/** Donne à télécharger ce contenu (texte ou octets), sous ce nom. */
export function telecharger(nom, contenu, type = "application/octet-stream") {
	const adresse = URL.createObjectURL(new Blob([contenu], { type }));
	el("a", { href: adresse, download: nom }).click();
	setTimeout(() => URL.revokeObjectURL(adresse), 60_000);
}
