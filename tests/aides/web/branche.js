/* Un modèle dont le noyau est le vrai code Python, appelé par le navigateur : ce que fait Jupyter, sans Jupyter.
   `muet` : le noyau se tait ; `parler()` fait partir ce qui attendait. */
export function branche(nom, donnees, depart, options = {}) {
	let etat = depart;
	const ecoutes = new Set();
	const m = {
		muet: false,
		retenus: [],
		...options,
		donnees,
		journal: [],
		etat: () => etat,
		sur(fn) {
			ecoutes.add(fn);
			return () => ecoutes.delete(fn);
		},
		pousser(recu) {
			etat = recu;
			for (const fn of [...ecoutes]) fn();
		},
		demander(g) {
			m.journal.push(g);
			if (m.muet) m.retenus.push(g);
			else m.traiter(g);
		},
		async traiter(g) {
			m.pousser(await window.noyau(nom, g));
		},
		parler() {
			m.muet = false;
			for (const g of m.retenus.splice(0)) m.traiter(g);
		},
	};
	return m;
}
