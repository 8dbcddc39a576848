"""Encryption at rest: AES-GCM for values, keyed hashes to find them, and the recovery phrase.

One random key per centre lies in ``secret.key`` (mode 0600). Two keys are derived from it (HKDF):
one to encrypt, one to hash. A recovery phrase, shown once when the centre is made, opens a wrapped
copy of the key in ``recovery.json`` so that a backup can be restored on another machine.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.x509.oid import NameOID

from jiefen_lite.errors import BrokenStore, ConfigError
from jiefen_lite.text import single_numbers

KEY_BYTES = 32
NONCE_BYTES = 12
# Crockford's base 32 without letters that people confuse (I L O U); 25 characters carry 125 bits.
PHRASE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PHRASE_LENGTH = 25
MISREAD = str.maketrans("OIL", "011")


class Cipher:
    """Encrypts and finds values of one centre. ``place`` (table.column) is bound as associated data."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise BrokenStore("密钥文件 secret.key 的长度不对，请从备份中恢复它。")
        self.key = key
        self._gcm = AESGCM(_derive(key, b"encrypt"))
        self._hash_key = _derive(key, b"find")
        #: The same numbers are looked up and then stored, often several times in one import.
        self.find_hash = lru_cache(maxsize=10_000)(self._find_hash)

    def find_hashes(self, kind: str, written: str) -> str:
        """The hashes of a person's numbers as one cell has them (several: with a space between)."""
        if written.isalnum() and written.isascii():  # one number, as nearly always
            return self.find_hash(kind, written)
        return " ".join([self.find_hash(kind, number) for number in single_numbers(written)])

    def encrypt(self, place: str, text: str) -> bytes:
        """``text`` as nonce + ciphertext, readable only for the same ``place``."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._gcm.encrypt(nonce, text.encode(), place.encode())

    def decrypt(self, place: str, blob: bytes) -> str:
        """The text again. Raises BrokenStore where the key is another or the bytes were changed."""
        return self.decrypt_bytes(place, blob).decode()

    def encrypt_bytes(self, place: str, data: bytes) -> bytes:
        """Like :meth:`encrypt` for bytes (uploaded files)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._gcm.encrypt(nonce, data, place.encode())

    def decrypt_bytes(self, place: str, blob: bytes) -> bytes:
        """Like :meth:`decrypt` for bytes."""
        try:
            return self._gcm.decrypt(bytes(blob[:NONCE_BYTES]), bytes(blob[NONCE_BYTES:]), place.encode())
        except InvalidTag as error:
            raise BrokenStore(
                "数据不能解密：密钥 secret.key 与这个数据库不匹配，或数据已被改动。",
                "请把原来的 secret.key 放回，或用恢复短语从备份恢复。",
            ) from error

    def hash_bytes(self, kind: str, value: bytes) -> str:
        """A keyed hash of 128 bits: equal values of one kind have equal hashes, nothing else shows.

        Source: RFC 7693, keyed BLAKE2b; an HMAC over SHA-256 takes five times as long for a file row.
        """
        told = b"%b\x1f%b" % (kind.encode(), value)
        return hashlib.blake2b(told, digest_size=16, key=self._hash_key).hexdigest()

    def _find_hash(self, kind: str, value: str) -> str:
        return self.hash_bytes(kind, value.encode())


class ChunkCipher:
    """Encrypts one long stream in numbered chunks, under a key of its own (STREAM of Hoang et al., 2015).

    Nonce is the number of the chunk; header, number and whether it is the last one are bound to each, so
    that a chunk that is changed, left out, moved, or comes from another stream does not open.
    """

    def __init__(self, key: bytes, salt: bytes, header: bytes) -> None:
        kdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, info=b"jiefen/stream")
        self._gcm = AESGCM(kdf.derive(key))
        self._header = hashlib.sha256(header).digest()

    def seal(self, number: int, last: bool, data: bytes) -> bytes:
        """One chunk, encrypted."""
        return self._gcm.encrypt(number.to_bytes(NONCE_BYTES, "big"), data, self._bound(number, last))

    def open(self, number: int, last: bool, sealed: bytes) -> bytes | None:
        """The chunk again; None where it is not the chunk of this number in this stream."""
        try:
            return self._gcm.decrypt(number.to_bytes(NONCE_BYTES, "big"), sealed, self._bound(number, last))
        except InvalidTag:
            return None

    def _bound(self, number: int, last: bool) -> bytes:
        return self._header + number.to_bytes(8, "big") + bytes([last])


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"jiefen/" + purpose).derive(key)


def create_key(key_path: Path, recovery_path: Path) -> str:
    """Make the centre's key and its wrapped copy; returns the recovery phrase, which is kept nowhere."""
    key = secrets.token_bytes(KEY_BYTES)
    phrase = "".join(secrets.choice(PHRASE_ALPHABET) for _ in range(PHRASE_LENGTH))
    salt = secrets.token_bytes(16)
    nonce = os.urandom(NONCE_BYTES)
    wrapped = AESGCM(_phrase_key(phrase, salt)).encrypt(nonce, key, b"recovery")
    record = {"version": 1, "salt": salt.hex(), "nonce": nonce.hex(), "key": wrapped.hex()}
    record["mark"] = key_mark(key)
    _write_private(recovery_path, json.dumps(record, indent=1).encode())
    write_key(key_path, key)
    return "-".join(phrase[at : at + 5] for at in range(0, PHRASE_LENGTH, 5))


def read_key(key_path: Path) -> bytes:
    """The centre's key from ``secret.key``. Raises BrokenStore where it is missing or no key."""
    try:
        return bytes.fromhex(key_path.read_text("ascii").strip())
    except FileNotFoundError as error:
        raise BrokenStore(
            "找不到密钥文件 secret.key，没有它读不出当事人的电话和证件号。",
            "请从备份中恢复它，或用恢复短语重新生成。",
        ) from error
    except OSError as error:
        raise BrokenStore("密钥文件 secret.key 读不出来，请检查权限：只有运行本系统的账号能读。") from error
    except ValueError as error:
        raise BrokenStore("密钥文件 secret.key 已损坏，请从备份中恢复它。") from error


def write_key(key_path: Path, key: bytes) -> None:
    """Put the key down where :func:`read_key` looks for it; an existing file is never overwritten."""
    _write_private(key_path, key.hex().encode() + b"\n")


def recover_key(recovery_path: Path, phrase: str) -> bytes:
    """The key again from the recovery phrase. Raises ConfigError where the phrase does not fit."""
    return unwrap_key(json.loads(recovery_path.read_text("utf-8")), phrase)


def unwrap_key(record: Mapping[str, Any], phrase: str) -> bytes:
    """The key out of its wrapped copy. Raises ConfigError where the phrase does not fit.

    Letters that the phrase does not have are read as what they were taken for (O as 0, I and L as 1).
    """
    letters = "".join(unicodedata.normalize("NFKC", phrase).upper().split()).replace("-", "")
    unlock = AESGCM(_phrase_key(letters.translate(MISREAD), bytes.fromhex(record["salt"])))
    try:
        return unlock.decrypt(bytes.fromhex(record["nonce"]), bytes.fromhex(record["key"]), b"recovery")
    except InvalidTag as error:
        raise ConfigError("恢复短语不对，请对照初始化时抄下的短语再输入一次。") from error


def key_mark(key: bytes) -> str:
    """By what a centre's key is told from another's, without giving anything of it away."""
    return _derive(key, b"mark")[:8].hex()


def _phrase_key(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**15, r=8, p=1).derive(phrase.encode())


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read; an existing one is never overwritten."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def derive_secret(key: bytes, purpose: str) -> bytes:
    """A further secret of this centre (for example to sign form tokens), stable over restarts."""
    return _derive(key, purpose.encode())


def make_certificate(certificate: Path, key: Path, names: list[str], now: datetime) -> None:
    """A self-signed certificate for TLS inside an office network, valid for five years.

    Browsers ask once whether to trust it; a centre with a certificate of its own puts that in its place.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    alternatives = [_alternative(name) for name in names]
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=5 * 365))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(private, hashes.SHA256())
    )
    _write_private(
        key,
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
