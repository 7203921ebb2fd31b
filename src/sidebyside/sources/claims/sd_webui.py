r"""Stable Diffusion web-UI: the ``parameters`` text, in a PNG chunk or in the EXIF user comment.

::

    a lighthouse at night
    Negative prompt: blurry
    Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model hash: 0123abcd, Model: v1-5
"""

import re

from sidebyside.records import Claim
from sidebyside.sources.contract import ClaimReader, PictureMetadata, claim, stated

_NEGATIVE = "Negative prompt:"
_SETTING = re.compile(r"\s*([A-Z][\w \-/]{0,60}):\s*(\"(?:\\.|[^\\\"])*+\"|[^,]*+)(?:,|$)")


class SdWebui:
    """Reads prompt, negative prompt and settings."""

    def claims(self, metadata: PictureMetadata) -> tuple[Claim, ...]:
        """Give the prompt, the negative prompt, each setting, and the whole text as it stands."""
        places = (
            ("sd-webui png", metadata.texts.get("parameters", "")),
            ("sd-webui exif", metadata.exif.get("UserComment", "")),
        )
        for source, parameters in places:
            if parameters and ("Steps:" in parameters or source.endswith("png")):
                return _parsed(source, parameters)
        return ()


def _parsed(source: str, parameters: str) -> tuple[Claim, ...]:
    lines = parameters.strip().split("\n")
    last = lines.pop() if lines[-1].lstrip().startswith("Steps:") else ""
    prompt, _, negative = "\n".join(lines).partition(_NEGATIVE)
    found = ((name, value.strip().strip('"')) for name, value in _SETTING.findall(last))
    settings = tuple(claim(source, name, value) for name, value in found if value)
    return (
        *stated(source, prompt=prompt, negative_prompt=negative),
        *settings,
        *stated(source, parameters=parameters),
    )


MEMBER: ClaimReader = SdWebui()
