"""Reads a price list from YAML or JSON; every fault ends as one sentence."""

from pathlib import Path

from pydantic import ValidationError

from hemograft.interop.laboratory import LaboratoryError, shown
from hemograft.interop.plain_file import PlainFileError, fault_sentence, read_fields
from hemograft.planning.price_list import CoursePrices, DonorPrices, DrugPrices, PriceList, TransplantationPrices

MODELS = (PriceList, TransplantationPrices, DonorPrices, DrugPrices, CoursePrices)


class PriceError(ValueError):
    """A price list that cannot be used; the message is one sentence with the field, the value and the remedy."""


def read_prices(path: Path) -> PriceList:
    """The price list in a YAML or (by its suffix) JSON file of at most 1 MiB.

    Raises:
        PriceError: the file or one of its values cannot be used.
    """
    try:
        return PriceList.model_validate(read_fields(path))
    except ValidationError as error:
        raise PriceError(fault_sentence(error, shown(path.name), MODELS, "the price list")) from None
    except (PlainFileError, LaboratoryError) as error:
        raise PriceError(str(error)) from None
