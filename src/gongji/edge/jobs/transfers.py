"""What time does to transfers of the pilot."""

from gongji import wallet
from gongji.edge.jobs.job import CLOCK, in_batches

return_unaccepted = in_batches(
    lambda db, now, after, limit: wallet.find_unaccepted(db, now=now, after=after, limit=limit),
    lambda db, due, now, policy: wallet.return_unaccepted(db, transfer_ids=due, now=now, policy=policy, by=CLOCK),
)

end_lots = in_batches(
    lambda db, now, after, limit: wallet.find_lots(db, after=after, limit=limit),
    lambda db, due, now, policy: wallet.convert_lots(db, transfer_ids=due, now=now, policy=policy, by=CLOCK),
)
