"""Passwords: what a good one is, and argon2 hashes of them, at most two being made at once."""

from __future__ import annotations

import secrets
import string
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 8
LEAST_CLASSES = 3
MOST_LENGTH = 200

_hasher = PasswordHasher()
# One hash takes 64 MiB and a fifth of a second: many sign-ins at once must not eat the machine.
_two_at_once = threading.BoundedSemaphore(2)
# Checked where the account does not exist, so that both answers take as long.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
# Letters that nobody mixes up when a first password is read out over a desk.
_READABLE = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789", "-+=%")


def faults(password: str, user_name: str) -> list[str]:
    """What is wrong with a new password, one plain sentence each; empty where it may be used."""
    found = []
    if len(password) < LEAST_LENGTH:
        found.append(f"密码至少 {LEAST_LENGTH} 位。")
    if len(password) > MOST_LENGTH:
        found.append(f"密码不能超过 {MOST_LENGTH} 位。")
    kinds = sum(any(letter in kind for letter in password) for kind in _CLASSES)
    kinds += any(all(letter not in kind for kind in _CLASSES) for letter in password)
    if kinds < LEAST_CLASSES:
        found.append("密码要有小写字母、大写字母、数字、符号中的三类。")
    if user_name and user_name.lower() in password.lower():
        found.append("密码里不要带用户名。")
    return found


def make_first() -> str:
    """A first password of twelve letters that passes the rules; its owner changes it at once."""
    letters = [secrets.choice(kind) for kind in _READABLE]
    letters += [secrets.choice("".join(_READABLE[:3])) for _ in range(8)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def hash_password(password: str) -> str:
    """The argon2id hash to keep; waits while two others are being made."""
    with _two_at_once:
        return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether ``password`` is the one behind ``kept``; None (no such account) takes as long and says no."""
    with _two_at_once:
        try:
            return _hasher.verify(kept or _NOBODY, password[: MOST_LENGTH + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False
