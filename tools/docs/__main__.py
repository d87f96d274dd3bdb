"""Writes the generated pages under ``docs/``."""

from pathlib import Path

from tools.docs.pages import pages

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Writes every page and names it."""
    for name, text in pages().items():
        path = ROOT / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
