"""Encryption at rest: names, contacts and free text leave this room only as ciphertext.

Keys come from the environment, newest first: the newest encrypts, all of them decrypt, so that a key can be
replaced while old data is still readable. Knows nothing of the database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.storage.errors import BadKey, WrongKey

KEY_BYTES = 32
_NAME_HASH_PURPOSE = b"firstcall: keyed hash of a client's name"
_FINGERPRINT_PURPOSE = b"firstcall: fingerprint of a key"
_FINGERPRINT_BYTES = 8


class Vault:
    """Encrypts and decrypts texts, and hashes names so that equal ones can be found without reading them."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, newest first, as `Vault.new_key` makes them.

        Raises:
            BadKey: there is none, or one is not 32 bytes in URL-safe base64.
        """
        if not keys:
            raise BadKey("DATA_KEY is empty; expected at least one key. `firstcall keys` makes one.")
        secrets = [_read_key(key, place) for place, key in enumerate(keys, start=1)]
        ciphers = [Fernet(base64.urlsafe_b64encode(secret)) for secret in secrets]
        self._newest, self._fernet = ciphers[0], MultiFernet(ciphers)
        self._name_keys = tuple(_derived(secret, _NAME_HASH_PURPOSE) for secret in secrets)
        self.fingerprints = tuple(
            _derived(secret, _FINGERPRINT_PURPOSE)[:_FINGERPRINT_BYTES].hex() for secret in secrets
        )
        """One for each key, newest first: tells keys apart and leads back to none."""

    def __repr__(self) -> str:
        return f"Vault({len(self._name_keys)} keys, masked)"

    @staticmethod
    def new_key() -> str:
        """Return a fresh random key, fit for DATA_KEY."""
        return Fernet.generate_key().decode("ascii")

    def encrypt(self, text: str) -> bytes:
        """Return `text` under the newest key; the same text gives other bytes each time.

        Half a character (a lone surrogate, as JSON can carry it) becomes a question mark: it has no UTF-8,
        and an update that could not be stored even as failed would come back for ever.
        """
        return self._fernet.encrypt(text.encode("utf-8", "replace"))

    def decrypt(self, sealed: bytes) -> str:
        """Return the text behind `sealed`, whichever of the keys sealed it.

        Raises:
            WrongKey: none of the keys did, or the bytes were damaged.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise WrongKey(
                f"None of the {len(self._name_keys)} keys in DATA_KEY opens what is stored; expected the key "
                "it was encrypted with. After a change of keys keep the old one in the list, behind the new."
            ) from None

    def encrypt_json(self, value: Any) -> bytes:
        """Return a JSON value (dicts, lists, texts, numbers, None) under the newest key."""
        return self.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def decrypt_json(self, sealed: bytes) -> Any:
        """Return the JSON value behind `sealed`; raises WrongKey as `decrypt` does."""
        return json.loads(self.decrypt(sealed))

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it, so that the others are not needed to read it."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def reencrypt(self, sealed: bytes) -> bytes:
        """Return the same content under the newest key: one step of a change of keys."""
        return self.encrypt(self.decrypt(sealed))

    def name_hash(self, name: str) -> bytes:
        """Return the keyed hash under the newest key, to store beside a name."""
        return self.name_hashes(name)[0]

    def name_hashes(self, name: str) -> tuple[bytes, ...]:
        """Return the keyed hash under every key, newest first, to look a name up by."""
        plain = normal_name(name).encode("utf-8", "replace")
        return tuple(hmac.digest(key, plain, hashlib.sha256) for key in self._name_keys)


def normal_name(name: str) -> str:
    """Return the form in which two spellings of one name are equal: NFKC, case folded, spaces collapsed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _read_key(key: str, place: int) -> bytes:
    try:
        secret = base64.b64decode(key.strip().encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise BadKey(
            f"Key {place} in DATA_KEY ({len(key.strip())} characters, masked) is not a key; expected "
            f"{KEY_BYTES} random bytes in URL-safe base64, 44 characters. `firstcall keys` makes one."
        )
    return secret


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)
