"""The templates of the pages, and numbers as print has them."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from hemograft.reports.comparison import strategy_title

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TEMPLATES = Path(__file__).parent / "templates"


def page_template(name: str) -> Template:
    """A template by the name of its file; whatever is written into it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["strategy_title"] = strategy_title
    environment.filters["typeset"] = typeset
    return environment.get_template(name)


def typeset(text: str) -> str:
    """Powers of ten as print has them: 3x10^6 becomes 3 × 10⁶."""
    raised = re.sub(r"(?<=10)\^-?\d+", lambda power: power[0][1:].translate(_SUPERSCRIPT), text)
    return re.sub(r"(?<=\d)x(?=10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "\u00a0×\u00a0", raised)
