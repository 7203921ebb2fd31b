"""What a drawn exhibit needs besides its views: pictures and glyphs, as bytes, for any renderer."""

from base64 import b64encode


def data_uri(media_type: str, data: bytes) -> str:
    """Return an asset as a page holds it.

    >>> data_uri("text/plain", b"lamp")
    'data:text/plain;base64,bGFtcA=='
    """
    return f"data:{media_type};base64," + b64encode(data).decode("ascii")
