"""HMAC agrees with the standard library's for every key and message."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from ledger.mac import hmac_sha256, hmac_sha512


@given(st.binary(max_size=64), st.binary(max_size=4000))
def test_hmac_sha256_is_that_of_the_standard_library(key: bytes, message: bytes) -> None:
    assert hmac_sha256(key, message) == hmac.digest(key, message, "sha256")


@given(st.binary(max_size=128), st.binary(max_size=4000))
def test_hmac_sha512_is_that_of_the_standard_library(key: bytes, message: bytes) -> None:
    assert hmac_sha512(key, message) == hmac.digest(key, message, "sha512")
