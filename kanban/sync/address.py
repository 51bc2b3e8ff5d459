"""Server addresses as people type them, checked and brought into one form."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import clean_line, shorten

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?\.?", re.IGNORECASE)


def normalize_address(typed: str) -> str:
    """Return an address in the form it is stored in: `https://host[:port][/path]`, without a slash at the end.

    An address without a scheme is https. http is allowed for this machine alone, because a token would cross the
    network unencrypted. Raises UsageFault.
    """
    plain = clean_line(typed)
    quoted = shorten(re.sub(r"//[^/@]*@", "//…@", plain), 80)
    try:
        parts = urlsplit(plain if "://" in plain else f"https://{plain}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not _is_machine(host) or re.search(r"\s", plain):
        raise UsageFault(f"“{quoted}” is not a server address; an example is https://kanban.example.org.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageFault(f"“{quoted}” holds more than an address; give the token in a file, with --token-file FILE.")
    if parts.scheme == "http" and not is_loopback(host):
        raise UsageFault(f"http:// would send the token unencrypted; use https://{host} instead.")
    bracketed = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{bracketed}{f':{port}' if port not in {None, usual} else ''}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Return the host of an address."""
    return urlsplit(url).hostname or ""


def _is_machine(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(host.encode("idna").decode("ascii") if not host.isascii() else host))
    return True
