"""Where one picture lies on another, pixel by pixel, and what differs then."""

from sidebyside.methods.image.registered_pixels.method import MEMBER

__all__ = ["MEMBER"]
