"""Where releases and registries of the user lie."""

import os
from pathlib import Path


def data_directory() -> Path:
    """``$HEMOGRAFT_DATA``, or the user's data directory of the platform; it need not exist yet."""
    if chosen := os.environ.get("HEMOGRAFT_DATA"):
        return Path(chosen)
    try:
        from platformdirs import user_data_path
    except ImportError as error:
        raise ImportError("the donor search needs platformdirs; pip install 'hemograft[donors]'") from error
    return user_data_path("hemograft", appauthor=False)
