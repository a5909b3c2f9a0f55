"""Transfers of the pilot and the lots they become, and how those end."""

from tests.models.members import Family, Key, Place, Quota, Transfer
from tests.world import XIAMEN

DAILY_TRANSFERS = 3
ALL_USES = 15


class Pilot(Family):
    """What relatives send each other where the pilot is still on."""

    def open_wallet(self, who: int) -> str | None:
        """One that was opened once stays as it is."""
        person = self.people[who]
        if person.wallet != "none":
            return None
        if person.cover != "normal":
            return "WALLET_NEEDS_INSURANCE"
        person.wallet, person.place = "active", XIAMEN
        return None

    def send(self, key: Key, fen: int) -> str | None:
        sender, receiver = key
        if self.people[sender].cover == "ended":
            return "NO_PERSONAL_ACCOUNT"
        if not self.pilot:
            return "TRSF_OFF"
        if self.people[receiver].merged_into is not None or not self.are_kin(key):
            return "KIN_NOT_CONFIRMED"
        if self.people[receiver].wallet != "active":
            return "WALLET_NOT_OPEN"
        if any((t.sender, t.receiver, t.state) == (*key, "in_transit") for t in self.transfers):
            return "TRSF_PENDING"
        if self.people[sender].sent_today >= DAILY_TRANSFERS:
            return "TRSF_DAILY_COUNT"
        if fen > self.holds(("own", sender)):
            return "PA_INSUFFICIENT"
        self.people[sender].sent_today += 1
        self.transfers.append(Transfer(len(self.transfers), sender, receiver))
        self.move(fen, ("own", sender), ("transfer", len(self.transfers) - 1))
        return None

    def take(self, number: int) -> str | None:
        """The receiver accepts."""
        transfer = self.transfers[number]
        if transfer.state != "in_transit":
            return "TRSF_STATE_CONFLICT"
        if self.people[transfer.receiver].wallet != "active":
            return "WALLET_NOT_OPEN"
        transfer.state, transfer.accepted = "accepted", self.step()
        return None

    def call_off(self, number: int, state: str) -> str | None:
        """Revoked or rejected."""
        if self.transfers[number].state != "in_transit":
            return "TRSF_STATE_CONFLICT"
        self.send_home(number, state)
        return None

    def give_back(self, number: int) -> str | None:
        if self.transfers[number].state != "accepted":
            return "TRSF_STATE_CONFLICT"
        self.send_home(number, "given_back")
        return None

    def send_home(self, number: int, state: str) -> None:
        transfer, place = self.transfers[number], self.place_of(number)
        self.bring(self.parts(place), place, self.home(transfer.sender))
        transfer.state = state

    def return_unaccepted(self) -> int:
        """In the morning; how many."""
        late = [one.number for one in self.transfers if one.state == "in_transit"]
        for number in late:
            self.send_home(number, "returned")
        return len(late)

    def return_all(self, who: int) -> None:
        """Somebody is no more: what is on its way either way returns, and what is left of her lots."""
        for transfer in self.transfers:
            if transfer.state == "in_transit" and who in (transfer.sender, transfer.receiver):
                self.send_home(transfer.number, "returned")
            elif transfer.state == "accepted" and who == transfer.receiver:
                self.send_home(transfer.number, "given_back")

    def convert(self) -> int:
        """The pilot is over: every lot becomes a quota where one can take it; how many lots."""
        lots = [one for one in self.transfers if one.state == "accepted"]
        for lot in lots:
            key, place = (lot.sender, lot.receiver), self.place_of(lot.number)
            if self.holds(place) and not self._takes(key):
                self.send_home(lot.number, "given_back")
                continue
            if self.holds(place):
                quota = self.pairs[key].quota = self.pairs[key].quota or Quota("OPEN", 0, ALL_USES, self.step())
                quota.limit += self.holds(place)
                self.bring(self.parts(place), place, ("quota", *key))
            lot.state = "converted"
        return len(lots)

    def place_of(self, number: int) -> Place:
        return ("transfer", number)

    def _takes(self, key: Key) -> bool:
        quota = self.pairs[key].quota
        return self.pairs[key].state == "active" and (quota is None or quota.kind != "WHOLE")
