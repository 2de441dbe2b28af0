"""A certificate and key that nobody trusts, made for tests (valid for a hundred years, for 127.0.0.1 only)."""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path

KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgn3n5/bX2hbBDQyab
6F4/+JdYIZdShdhuyv2HISzd8FChRANCAAQdfeOTg0x4qN9lImZqwHY4/ZKpo5qh
sJyX2LbAGkfpT17hNpTO7Z0X/3mVIigZH7A+6s58SvcWoSWv+J5w0MVM
-----END PRIVATE KEY-----
"""
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIB6TCCAY+gAwIBAgIUOYPbngyL7gMx/FffvBLzD1n636QwCgYIKoZIzj0EAwIw
OzEfMB0GA1UECgwWRXhhbXBsZSBJbnNwZWN0aW9uIEx0ZDEYMBYGA1UEAwwPaW5z
cGVjdC5leGFtcGxlMCAXDTI2MTEyMzE5MDcxMVoYDzIxMjYxMDMwMTkwNzExWjA7
MR8wHQYDVQQKDBZFeGFtcGxlIEluc3BlY3Rpb24gTHRkMRgwFgYDVQQDDA9pbnNw
ZWN0LmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQdfeOTg0x4qN9l
ImZqwHY4/ZKpo5qhsJyX2LbAGkfpT17hNpTO7Z0X/3mVIigZH7A+6s58SvcWoSWv
+J5w0MVMo28wbTAdBgNVHQ4EFgQUybrNEYOGbJFoFLY9QM850RQhFbQwHwYDVR0j
BBgwFoAUybrNEYOGbJFoFLY9QM850RQhFbQwDwYDVR0TAQH/BAUwAwEB/zAaBgNV
HREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDSAAwRQIgFz58b184
IOA9g93/baXP+QliD1RRJm4ZEiOnYYIVc24CIQCUpg0FPu7zCvo4OLPgTIPGjDRR
p26YaNPR3lTXNxWT/A==
-----END CERTIFICATE-----
"""


def certificate_files(folder: Path) -> tuple[Path, Path]:
    """Write certificate and key into a folder."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_text(CERTIFICATE)
    key.write_text(KEY)
    return certificate, key


def server_context() -> ssl.SSLContext:
    """What a server that shows this certificate needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        context.load_cert_chain(*certificate_files(Path(folder)))
    return context
