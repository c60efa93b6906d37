"""Parler au serveur des séances : quoi qu’il fasse de la connexion, qui le demande reçoit une phrase."""

import socket
import threading

import pytest

from travailler_ensemble.seance.client import FERMEE, ReponseRefusee, SeanceDistante

COUPEES = {
    "au milieu de son corps": b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"etat"',
    "au milieu d’un morceau": b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"etat"',
    "au milieu de sa première ligne": b"HTTP/1.",
    "avant tout": b"",
    "un refus, au milieu de son corps": b'HTTP/1.1 410 Gone\r\nContent-Length: 100\r\n\r\n{"mess',
}


@pytest.mark.parametrize("octets", COUPEES.values(), ids=COUPEES)
def test_un_serveur_qui_meurt_en_repondant_est_un_serveur_qui_ne_repond_pas(octets):
    """Sans quoi le fil qui suit la séance meurt avec lui, et le panneau reste sur ce qu’il montrait."""
    with socket.create_server(("127.0.0.1", 0)) as porte:

        def mourir():
            prise, _ = porte.accept()
            with prise:
                prise.recv(65_536)
                prise.sendall(octets)

        fil = threading.Thread(target=mourir)
        fil.start()
        with pytest.raises(ReponseRefusee) as refus:
            SeanceDistante(f"http://127.0.0.1:{porte.getsockname()[1]}", "secret").etat()
        fil.join()
    assert refus.value.message == FERMEE
