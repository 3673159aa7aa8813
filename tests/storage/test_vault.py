"""Encryption at rest: what the vault gives back, to whom, and what it says when it cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.errors import BadKey, WrongKey
from bot.storage.vault import Vault, normal_name

OLD = "m1zHEnxbZ8yRVOYcPGj0u7Pkj4vEJqDS0fdwLPYsvL8="
NEW = "8AQUGKxVbcHLWkfDbVsxXbTKtD3bS2XBBm7ynYvOYmQ="
"""Keys for tests only; fixed, as they are part of test names."""
VAULT = Vault([OLD])


@given(st.text())
def test_what_was_encrypted_comes_back_and_is_not_readable_meanwhile(text: str) -> None:
    sealed = VAULT.encrypt(text)
    assert VAULT.decrypt(sealed) == text
    assert len(text) < 8 or text.encode() not in sealed


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_a_json_value_comes_back(value: object) -> None:
    assert VAULT.decrypt_json(VAULT.encrypt_json(value)) == value


def test_half_a_character_becomes_a_question_mark() -> None:
    """Hypothesis draws no lone surrogates; somebody's phone may."""
    assert VAULT.decrypt(VAULT.encrypt("Lotus \ud800")) == "Lotus ?"
    assert VAULT.decrypt_json(VAULT.encrypt_json({"text": "\udfff"})) == {"text": "?"}
    assert VAULT.name_hash("Lotus \ud800") == VAULT.name_hash("lotus ?")


def test_the_same_text_looks_different_each_time() -> None:
    assert VAULT.encrypt("Lotus Bakery") != VAULT.encrypt("Lotus Bakery")


def test_a_new_key_in_front_still_reads_what_the_old_one_sealed() -> None:
    both = Vault([NEW, OLD])
    assert both.decrypt(Vault([OLD]).encrypt("Lotus")) == "Lotus"
    assert Vault([NEW]).decrypt(both.encrypt("Lotus")) == "Lotus"


def test_reencrypting_makes_the_old_key_superfluous() -> None:
    moved = Vault([NEW, OLD]).reencrypt(Vault([OLD]).encrypt("Lotus"))
    assert Vault([NEW]).decrypt(moved) == "Lotus"


def test_a_key_that_did_not_seal_a_text_is_told_so() -> None:
    sealed = Vault([OLD]).encrypt("Lotus")
    with pytest.raises(WrongKey, match="expected the key it was encrypted with"):
        Vault([NEW]).decrypt(sealed)


@pytest.mark.parametrize("spelling", ["lotus  bakery", " LOTUS\tBakery ", "Ｌｏｔｕｓ Bakery"])
def test_spellings_of_one_name_have_one_hash(spelling: str) -> None:
    assert VAULT.name_hash(spelling) == VAULT.name_hash("Lotus Bakery")


@given(st.text(), st.text())
def test_names_have_the_same_hash_exactly_when_they_are_the_same_name(one: str, other: str) -> None:
    assert (VAULT.name_hash(one) == VAULT.name_hash(other)) == (normal_name(one) == normal_name(other))


def test_a_name_is_looked_up_under_every_key_and_stored_under_the_newest() -> None:
    both = Vault([NEW, OLD])
    assert both.name_hashes("Lotus") == (Vault([NEW]).name_hash("Lotus"), Vault([OLD]).name_hash("Lotus"))
    assert both.name_hash("Lotus") == both.name_hashes("Lotus")[0]


def test_no_representation_shows_a_key() -> None:
    assert repr(Vault([NEW, OLD])) == "Vault(2 keys, masked)"


@pytest.mark.parametrize("bad", ["", "short", "ключ", "a" * 44, NEW + "AAAA"])
def test_a_bad_key_is_refused_with_its_place_and_never_shown(bad: str) -> None:
    with pytest.raises(BadKey, match="Key 2 in DATA_KEY") as refusal:
        Vault([NEW, bad])
    assert "`firstcall keys`" in str(refusal.value)
    assert not bad or bad not in str(refusal.value)


def test_no_key_at_all_is_refused_with_the_way_to_make_one() -> None:
    with pytest.raises(BadKey, match="`firstcall keys` makes one"):
        Vault([])
