/* Les barres d’une répartition, au mur et à la régie : une longueur par vote, le plus grand nombre donnant l’échelle. */
import { el } from "../commun/elements.js";

/** Le plus grand nombre de ces répartitions (une case → un nombre, ou null) ; au moins un. */
export const plusGrand = (votes) => Math.max(1, ...votes.flatMap((d) => Object.values(d ?? {})));

/** Une barre par vote pour cette case ; celles des votes d’avant sont hachurées. */
export const pistes = (votes, id, max) =>
	votes.map((d, i) => {
		const n = d?.[id] ?? 0;
		const avant = i < votes.length - 1 && (n ? "v1" : "v1 rien");
		return el("i", { class: avant, style: `width: ${(100 * n) / max}%` });
	});
