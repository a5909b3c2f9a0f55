"""Every job there is, and when the clock starts it."""

from gongji.edge.jobs.calendar import warn_of_calendar
from gongji.edge.jobs.clearing import ask_for_years, file_days
from gongji.edge.jobs.exchange import forget_files, read_answers, write_day_files
from gongji.edge.jobs.interest import credit_interest
from gongji.edge.jobs.job import Days, Job
from gongji.edge.jobs.notices import deliver_notices, write_notices
from gongji.edge.jobs.pay_codes import forget_pay_codes
from gongji.edge.jobs.premiums import settle_waiting_premiums
from gongji.edge.jobs.sharing import end_invitations, end_quotas, end_suspended, remind, renew_quotas
from gongji.edge.jobs.staff import end_corrections, raise_overdue
from gongji.edge.jobs.transfers import end_lots, return_unaccepted
from gongji.edge.jobs.year_turn import turn_year

ALL = (
    Job("invitations", "end invitations nobody answered in time (R-11)", "*/5 * * * *", end_invitations),
    Job("returns", "return transfers nobody accepted (W-25)", "0 6 * * *", return_unaccepted),
    Job("lots", "end what is left of the pilot where it is over (D-12)", "30 1 * * *", end_lots),
    Job("year-end", "return what is left of annual quotas (Q-05)", "0 0 * * *", end_quotas),
    Job("year-turn", "carry over what is left of the old year (P-06)", "15 0 * * *", turn_year, Days.NEW_YEAR),
    Job("interest", "credit the interest of the year (W-38)", "45 0 * * *", credit_interest, Days.MONTH),
    Job("renewals", "set annual quotas again (Q-05)", "30 0 * * *", renew_quotas),
    Job("reminders", "remind of annual quotas that are about to end (Q-05)", "0 9 * * *", remind),
    Job("suspended", "end relations not renewed in time (R-13)", "0 2 * * *", end_suspended),
    Job("days", "file the days that are over, for clearing (C-33)", "0 2 * * *", file_days),
    Job("files", "write the files of filed days for provinces (C-33)", "*/10 * * * *", write_day_files),
    Job("answers", "read the answers of provinces, ask for what is missing (C-33, C-34)", "0 6 * * *", read_answers),
    Job("till-files", "forget files of institutions that are over", "20 0 * * *", forget_files),
    Job("years", "ask for items of years that should be closed (C-09)", "30 6 * * *", ask_for_years),
    Job("overdue", "let work items go up whose time is running out", "15 * * * *", raise_overdue),
    Job("calendar", "warn while holidays to come are not known", "0 9 * * *", warn_of_calendar),
    Job("corrections", "end corrections nobody confirmed in time", "10 0 * * *", end_corrections),
    Job(
        "premiums",
        "ask the tax office what became of premiums (B-07)",
        "*/5 * * * *",
        lambda office, now, _: settle_waiting_premiums(office, now).decided,
    ),
    Job("codes", "forget pay codes that are over (S-34)", "*/5 * * * *", forget_pay_codes),
    Job("notices", "write down what people are to be told", "* * * * *", lambda office, _, __: write_notices(office)),
    Job("messages", "send what is not sent yet", "* * * * *", lambda office, _, __: deliver_notices(office)),
)
JOBS = {job.name: job for job in ALL}
