"""A descriptor learned for copy detection: how alike two pictures are, as wholes and part by part."""

from sidebyside.methods.image.copy_descriptor.method import MEMBER

__all__ = ["MEMBER"]
