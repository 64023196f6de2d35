"""Where the long checks leave what came of them: a JSON file each, and a table in tests/README.md."""

import json
import re
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).parent
README = TOOLS.parent / "README.md"


def report(name: str, results: dict[str, Any], table: str) -> None:
    """Store results as tests/tools/NAME.json, and show the table between its markers in tests/README.md."""
    (TOOLS / f"{name}.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    text = README.read_text(encoding="utf-8")
    README.write_text(
        re.sub(pattern, lambda marks: f"{marks[1]}{table}\n{marks[2]}", text, flags=re.DOTALL), encoding="utf-8"
    )
    print(table)
