"""ComfyUI: the graph of nodes in the text chunks ``prompt`` and ``workflow``."""

import json
from collections.abc import Iterator
from typing import Any

from sidebyside.records import Claim
from sidebyside.sources.contract import ClaimReader, PictureMetadata, claim

SOURCE = "comfyui"
_KEPT = ("seed", "noise_seed", "steps", "cfg", "sampler_name", "scheduler", "denoise")
_MODELS = ("ckpt_name", "unet_name", "lora_name")
_MAX_STEPS = 50


class ComfyUi:
    """Reads the prompts that lead into the samplers, the models, the sampler's settings and the graphs.

    *What it does not see*: prompts that a custom node puts together; the graph itself is kept as a claim.
    """

    def claims(self, metadata: PictureMetadata) -> tuple[Claim, ...]:
        """Give what the graph states, then the graphs as they stand."""
        texts = {**metadata.exif, **metadata.texts}
        graph = _object(texts.get("prompt", ""))
        workflow = _object(texts.get("workflow", ""))
        found = list(_stated(graph)) if _is_graph(graph) else []
        if _is_graph(graph):
            found.append(claim(SOURCE, "prompt graph", texts["prompt"]))
        if "nodes" in workflow:
            found.append(claim(SOURCE, "workflow", texts["workflow"]))
        return tuple(dict.fromkeys(found))


def _object(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_graph(graph: dict[str, Any]) -> bool:
    return any(isinstance(node, dict) and "class_type" in node for node in graph.values())


def _inputs(graph: dict[str, Any], name: object) -> dict[str, Any]:
    node = graph.get(name) if isinstance(name, str) else None
    inputs = node.get("inputs") if isinstance(node, dict) else None
    return inputs if isinstance(inputs, dict) else {}


def _stated(graph: dict[str, Any]) -> Iterator[Claim]:
    for name in graph:
        inputs = _inputs(graph, name)
        for key, label in (("positive", "prompt"), ("negative", "negative_prompt")):
            if text := _traced(graph, inputs.get(key)):
                yield claim(SOURCE, label, text)
        for key in _MODELS:
            if isinstance(inputs.get(key), str):
                yield claim(SOURCE, "model", inputs[key])
        if "positive" in inputs:
            for key in _KEPT:
                if isinstance(inputs.get(key), int | float | str):
                    yield claim(SOURCE, key, str(inputs[key]))


def _traced(graph: dict[str, Any], link: Any) -> str:
    """Follow a link to the node that holds the text of a prompt; a graph may run in a circle."""
    waiting: list[Any] = [link]
    seen: set[str] = set()
    while waiting and len(seen) < _MAX_STEPS:
        link = waiting.pop()
        if not (isinstance(link, list) and link and isinstance(link[0], str)) or link[0] in seen:
            continue
        seen.add(link[0])
        inputs = _inputs(graph, link[0])
        for key in ("text", "text_g", "text_l", "string", "value"):
            if isinstance(inputs.get(key), str) and inputs[key].strip():
                return str(inputs[key])
        waiting += [value for value in inputs.values() if isinstance(value, list)]
    return ""


MEMBER: ClaimReader = ComfyUi()
