"""Write the example lines of the data contract anew, from a run on examples/.

    python docs/building/example_lines.py

The pages keep the ids; what stands under an id is replaced by the line the example gives now.
"""

import json
import re
from pathlib import Path

import sidebyside as sbs
from sidebyside.case import finding_to_line

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "data-contract.md"


def block(line: dict) -> str:
    """One key a line at the top, one key a line in each match, the rest compact."""
    parts = []
    for key, value in line.items():
        if key == "matches" and value:
            matches = ",\n".join("    {\n" + _keys(match, 6) + "\n    }" for match in value)
            parts.append(f'  "matches": [\n{matches}\n  ]')
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}"


def _keys(record: dict, indent: int) -> str:
    lines = [f"{' ' * indent}{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in record.items()]
    return ",\n".join(lines)


def main() -> None:
    """Run the example and rewrite the page."""
    case = sbs.compare(ROOT / "examples" / "works", ROOT / "examples" / "outputs")
    lines = {line["id"]: line for line in map(finding_to_line, case.findings)}

    def renewed(found: re.Match[str]) -> str:
        old = json.loads(found.group(1))
        return f"```json\n{block(lines[old['id']])}\n```" if old.get("id") in lines else found.group(0)

    text = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(r"```json\n(\{.*?\n\})\n```", renewed, text, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    main()
