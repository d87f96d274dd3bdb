"""Fetches a release, when the user asks for it by version; nothing here is ever called otherwise."""

import re
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from hemograft.donors.nomenclature.release_files import OPTIONAL, REQUIRED, ReleaseFiles

REPOSITORY = "https://raw.githubusercontent.com/ANHIG/IMGTHLA"
_FOLDERS = {"dpb_tce.csv": "tce/", "Allelelist.txt": "", "Deleted_alleles.txt": "", "B_prot.fasta": "fasta/"}
_TIMEOUT = 60.0  # s


def download_release(version: str, repository: str = REPOSITORY) -> ReleaseFiles:
    """Downloads the files of one release from its branch of the IPD-IMGT/HLA repository.

    Raises:
        ValueError: the version is not written like 3.58.0, or there is no such release.
        RuntimeError: there is no network, or it failed; nothing was kept.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ValueError(f'--download is "{version}": write a version like 3.58.0')
    files: dict[str, bytes] = {}
    for name in (*REQUIRED, *OPTIONAL):
        url = f"{repository}/{version.replace('.', '')}/{_FOLDERS.get(name, 'wmda/')}{name}"
        try:
            with urlopen(url, timeout=_TIMEOUT) as response:
                files[name] = response.read()
        except HTTPError as error:
            if name in REQUIRED:
                raise ValueError(f"{url} is not there ({error.code}); check --download {version}") from None
        except (URLError, TimeoutError, ConnectionError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise RuntimeError(
                f"{url} cannot be reached ({reason}); copy the release here and use `hemograft hla import DIR`"
            ) from None
    return files
