"""Options that several commands on donors and HLA share."""

from pathlib import Path
from typing import Annotated

import typer

Frequencies = Annotated[
    list[Path] | None, typer.Option(help="Haplotype frequencies; by default those of the registry's last import.")
]
Fallback = Annotated[list[str] | None, typer.Option(help="Populations to try first, in this order.")]
RegistryFolder = Annotated[Path | None, typer.Option("--registry", help="Folder of the registry.")]
Release = Annotated[str, typer.Option(help="IPD-IMGT/HLA release to read typings by.")]
