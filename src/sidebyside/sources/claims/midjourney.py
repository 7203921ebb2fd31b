"""Midjourney: the prompt, its parameters and the job's id in the description."""

import re

from sidebyside.records import Claim
from sidebyside.sources.contract import ClaimReader, PictureMetadata, stated

_JOB = re.compile(r"\s*Job ID:\s*([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})")
_PARAMETERS = re.compile(
    r"\s(--(?:v|version|ar|aspect|s|stylize|q|quality|seed|niji|style|chaos|c|no|iw|tile|raw)\b.*)$",
    re.DOTALL,
)


class Midjourney:
    """Reads the PNG or EXIF description that ends in ``Job ID:`` and a UUID."""

    def claims(self, metadata: PictureMetadata) -> tuple[Claim, ...]:
        """Give the prompt, the parameters after it, and the job's id."""
        places = (
            ("midjourney png", metadata.texts, "Description"),
            ("midjourney exif", metadata.exif, "ImageDescription"),
        )
        for source, values, key in places:
            description = values.get(key, "")
            job = _JOB.search(description)
            if job is None:
                continue
            prompt = description[: job.start()]
            parameters = _PARAMETERS.search(prompt)
            return stated(
                source,
                prompt=prompt[: parameters.start()] if parameters else prompt,
                parameters=parameters.group(1) if parameters else "",
                job_id=job.group(1),
            )
        return ()


MEMBER: ClaimReader = Midjourney()
