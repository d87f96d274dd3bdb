"""The words of a donor's record and the small numbers that stand for them in the store; 0 is always unknown."""

from collections.abc import Callable, Mapping
from datetime import date

KINDS = ("adult", "cord")
SEXES = ("", "female", "male")
BLOOD_GROUPS = ("", "O", "A", "B", "AB")
CMV_SEROLOGIES = ("", "negative", "positive")
ANSWERS = ("", "no", "yes")

_SEX_WORDS = {"f": 1, "female": 1, "m": 2, "male": 2}
_CMV_WORDS = {"negative": 1, "neg": 1, "-": 1, "n": 1, "no": 1, "positive": 2, "pos": 2, "+": 2, "p": 2, "yes": 2}
_ANSWER_WORDS = {"no": 1, "n": 1, "false": 1, "0": 1, "yes": 2, "y": 2, "true": 2, "1": 2}
_UNKNOWN_WORDS = ("", "unknown", "u", "na", "n/a", "not tested")
_RHESUS_WORDS = ("", "+", "-", "positive", "negative", "pos", "neg")

FIRST_YEAR, OLDEST = 1900, 110
"""Months are counted from January 1900; nobody in a registry is older than ``OLDEST`` years."""


def sex_code(text: str) -> int:
    """Index into ``SEXES``.

    Raises:
        ValueError: not a word for a sex.
    """
    return _word(text, _SEX_WORDS, "sex", "female, male or leave it empty")


def cmv_code(text: str) -> int:
    """Index into ``CMV_SEROLOGIES``.

    Raises:
        ValueError: not a word for a result.
    """
    return _word(text, _CMV_WORDS, "cmv", "negative, positive or leave it empty")


def answer_code(text: str) -> int:
    """Index into ``ANSWERS``.

    Raises:
        ValueError: neither yes nor no.
    """
    return _word(text, _ANSWER_WORDS, "answer", "yes, no or leave it empty")


def blood_group_code(text: str) -> int:
    """Index into ``BLOOD_GROUPS``; a Rhesus factor behind the group is read past.

    Raises:
        ValueError: not an ABO group.
    """
    word = text.strip().upper().replace("0", "O")
    for code in (4, 3, 2, 1):
        group = BLOOD_GROUPS[code]
        if word.startswith(group) and word[len(group) :].removeprefix("RH").strip().lower() in _RHESUS_WORDS:
            return code
    return _word(text, {}, "abo", "O, A, B, AB or leave it empty")


def month_code(text: str) -> int:
    """Months since December 1899 of ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` (taken as its June); 0 where empty.

    Raises:
        ValueError: not a date, or not between 1900 and today.
    """
    word = text.strip()
    if word.lower() in _UNKNOWN_WORDS:
        return 0
    try:
        year, month = (int(word[:4]), int(word[5:7])) if len(word) > 4 else (int(word), 6)
        day = date(year, month, int(word[8:10]) if len(word) > 7 else 1)
    except ValueError:
        raise ValueError(f"date {text!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY") from None
    if not date(FIRST_YEAR, 1, 1) <= day <= date.today():
        raise ValueError(f"date {text!r} is outside {FIRST_YEAR} to today: check it")
    return months(day)


def months(day: date) -> int:
    """The code of the month of a day."""
    return (day.year - FIRST_YEAR) * 12 + day.month


def birth_month_of_age(text: str, today: date) -> int:
    """The month of birth of somebody of that age in years; the middle of the year that the age leaves open.

    Raises:
        ValueError: not an age.
    """
    word = text.strip()
    if word.lower() in _UNKNOWN_WORDS:
        return 0
    age = positive_number("age", 0.0, OLDEST)(word)
    return months(today) - round(12 * age) - 6 * (age == int(age))


def positive_number(field: str, low: float, high: float) -> Callable[[str], float]:
    """A reader of numbers between ``low`` and ``high``; not a number where the text is empty.

    The reader raises ValueError for what is no number, or outside.
    """

    def read(text: str) -> float:
        word = text.strip()
        if word.lower() in _UNKNOWN_WORDS:
            return float("nan")
        try:
            value = float(word)
        except ValueError:
            raise ValueError(f"{field} {text!r} is not a number") from None
        if not low <= value <= high:
            raise ValueError(f"{field} {text!r} is outside {low:g} to {high:g}: check the unit")
        return value

    return read


def _word(text: str, words: Mapping[str, int], field: str, remedy: str) -> int:
    word = text.strip().lower()
    if word in _UNKNOWN_WORDS:
        return 0
    if word not in words:
        raise ValueError(f"{field} {text!r} is not known: write {remedy}")
    return words[word]
