"""Passwords of addresses: none is shown, wherever it stands, and nothing else is hidden."""

import pytest

from autograder.passwords import without_passwords

ADDRESSES = (
    "postgresql://me:s3cret@db/book",
    "postgresql+psycopg://me:s3cret@db:5432/book?a=1",
    "postgresql://me:o/n%40e@s3cret@db/book?mail=a@b",
    "postgresql://db/book?a=1&password=s3cret",
    "postgresql://me:s3cret@db/book?sslpassword=s3cret&a=1",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_in_a_sentence_loses_its_password_and_keeps_its_host(address):
    said = without_passwords(f"cannot open {address} twice, nor {address}")
    assert "s3cret" not in said
    assert said.count("db") == 2
    assert said.count("***") >= 2
    assert without_passwords(said) == said


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_servers_message_that_repeats_a_password_loses_it(address):
    assert without_passwords("no host s3cret@db", of=address) == "no host ***@db"


def test_a_password_that_an_address_writes_in_numbers_is_known_in_letters():
    assert without_passwords("p w@1 is wrong", of="postgresql://me:p+w%401@db/book") == "*** is wrong"


@pytest.mark.parametrize(
    "text", ["", "ann@example.org", "https://example.org:8888/lab?token=1", "sqlite:///a b.db", "a:b@c"]
)
def test_what_has_no_password_stays_as_it_is(text):
    assert without_passwords(text, of=text) == text
