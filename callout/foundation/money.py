"""Amounts of money: exact, with their currency, rounded half up to the currency's smallest coin."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

# ISO 4217 currencies without two decimals that occur in trade.
_DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3}
_SYMBOLS_ZH = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥", "TWD": "NT$"}
_SYMBOLS_EN = {"CNY": "CN¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "¥", "TWD": "NT$"}


class CurrencyMismatch(ValueError):
    """Two currencies met where one was needed."""


@dataclass(frozen=True)
class Money:
    """``amount`` in units of ``currency`` (ISO 4217), rounded when made.

    Raises TypeError for a float, which is not exact, and ValueError for NaN, infinity or a malformed code.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"money needs a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise ValueError(f"not an amount of money: {self.amount}")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"not a currency code: {self.currency!r}")
        unit = Decimal(1).scaleb(-_DECIMALS.get(self.currency, 2))
        # Adding zero makes -0.00 plain 0.00.
        object.__setattr__(self, "amount", self.amount.quantize(unit, ROUND_HALF_UP) + 0)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in that currency: where a sum begins."""
        return cls(Decimal(0), currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        """The amount times a number, rounded; floats raise TypeError."""
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")
        return other.amount

    def format(self, language: str) -> str:
        """``¥1,234.50`` in Chinese, ``CN¥1,234.50`` in other languages; codes without a symbol as ``CHF 12.00``."""
        symbols = _SYMBOLS_ZH if language.startswith("zh") else _SYMBOLS_EN
        sign = "-" if self.amount < 0 else ""
        return f"{sign}{symbols.get(self.currency, self.currency + ' ')}{abs(self.amount):,f}"
