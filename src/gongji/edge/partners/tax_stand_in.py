"""What the stand-in for the tax office keeps: orders by number, each answered the same however often it comes."""

from typing import Any

Certificate = tuple[str, str]


class TaxOffice:
    """Books what it is asked to, unless told otherwise of somebody."""

    def __init__(self) -> None:
        """Empty: every premium is welcome."""
        self.orders: dict[str, dict[str, Any]] = {}
        self.refused: dict[Certificate, str] = {}
        self.undecided: set[Certificate] = set()
        self.groups: dict[Certificate, str] = {}
        self.owed: dict[Certificate, str] = {}
        self.no_refunds = False

    def group(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The group of somebody public money helps."""
        return {"group": self.groups.get(_who(asked), "")}

    def pay(self, order: dict[str, Any]) -> dict[str, Any]:
        """Book a premium, once."""
        who = _who(order)
        if self.owed.get(who, order["amount"]) != order["amount"]:
            answer = {"state": "refused", "reason": "PREMIUM_AMOUNT_DIFFERS"}
        elif who in self.refused:
            answer = {"state": "refused", "reason": self.refused[who]}
        elif who in self.undecided:
            answer = {"state": "unknown"}
        else:
            answer = {"state": "paid", "receipt": f"T{order['order']}"}
        return self.orders.setdefault(order["order"], order | answer)

    def look(self, order: str) -> dict[str, Any]:
        """What has become of an order; of one that never came nothing is known."""
        return self.orders.get(order, {"state": "unknown"})

    def refund(self, order: str) -> dict[str, Any]:
        """Give a paid premium back."""
        found = self.look(order)
        if found["state"] == "paid":
            if self.no_refunds:
                return {"state": "refused"}
            found["state"] = "refunded"
        return found

    def decide(self) -> None:
        """Book all that was left undecided."""
        self.undecided.clear()
        for number, order in self.orders.items():
            if order["state"] == "unknown":
                order |= {"state": "paid", "receipt": f"T{number}"}

    def answer(self, method: str, path: str, said: dict[str, Any]) -> dict[str, Any] | None:
        """What a path under /premiums answers, None where nobody is there."""
        match method, path.strip("/").split("/"):
            case "POST", ["premiums", "group"]:
                return self.group(said)
            case "POST", ["premiums"]:
                return self.pay(said)
            case "GET", ["premiums", order]:
                return self.look(order)
            case "POST", ["premiums", order, "refund"]:
                return self.refund(order)
        return None


def _who(said: dict[str, Any]) -> Certificate:
    return said["certificate"]["certificate_type"], said["certificate"]["certificate_number"]
