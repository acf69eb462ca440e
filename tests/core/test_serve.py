"""One process for a whole house: where it says that it is."""

import pytest

from config.management.commands.serve import address


@pytest.mark.parametrize(
    ("host", "port", "there"),
    [
        ("127.0.0.1", 8010, "http://127.0.0.1:8010"),
        ("0.0.0.0", 80, "http://127.0.0.1:80"),  # noqa: S104
        ("::", 8000, "http://127.0.0.1:8000"),
        ("::1", 8000, "http://[::1]:8000"),
        ("house.example", 8000, "http://house.example:8000"),
    ],
)
def test_the_links_of_its_mails_lead_to_the_port_that_was_chosen(host, port, there):
    assert address(host, port) == there
