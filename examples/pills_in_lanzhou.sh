#!/bin/sh
# A daughter insured in Xiamen shares 10,000.00 yuan of her personal account with her mother in Lanzhou. The mother
# buys 218.50 yuan of pills there. What the tills send and what they are answered, against a running ./run or
# ./gongji serve with the demo world. All that is paid is undone again, so it can be run as often as one likes.
# GONGJI_SERVER: where the server is, http://127.0.0.1:8080 by default.
set -eu
cd "$(dirname "$0")"
command -v curl >/dev/null || { echo "curl is needed: apt-get install curl" >&2; exit 1; }
gateway=${GONGJI_SERVER:-http://127.0.0.1:8080}/fsi/api/rsfComIfsService/callService
python=../.venv/bin/python
beijing() { TZ=CST-8 date "+$1"; }
stamp=$(beijing %Y%m%d%H%M%S)
serial=0 sign_no='' setl_id='' mdtrt_id='' omsgid=''

tell() { printf '\n# %s\n' "$*"; }

# fresh MESSAGE: give the message of the institution that sends it a number nobody used before, in $msgid.
fresh() {
    serial=$((serial + 1))
    sender=$(sed -n 's/.*"fixmedins_code": "\([^"]*\)".*/\1/p' "messages/$1.json")
    msgid=$sender$stamp$(printf %04d $serial)
}

# fill MESSAGE: put into $message what messages/MESSAGE.json leaves open.
fill() {
    message=$(sed -e "s/@msgid@/$msgid/; s/@omsgid@/$omsgid/; s/@sign_no@/$sign_no/; s/@setl_id@/$setl_id/" \
        -e "s/@day@/$(beijing %Y-%m-%d)/g" -e "s/@mdtrt_id@/$mdtrt_id/; s/@stamp@/$stamp/; s/@now@/$(beijing "%Y-%m-%d %H:%M:%S")/g" "messages/$1.json")
}

# post: send $message; the answer is in $answer.
post() {
    answer=$(printf %s "$message" |
        curl --silent --show-error --fail-with-body -H 'content-type: application/json' --data-binary @- "$gateway")
}

show() { printf %s "$answer" | $python show.py "$@"; }

# send MESSAGE [FIELD ...]: send it under a fresh number and show these fields of the answer, or the whole answer.
send() {
    fresh "$1"
    fill "$1"
    post
    shift
    show "$@"
}

# field NAME: the text of a field of the last answer.
field() { printf %s "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# owes: what Xiamen owes Lanzhou for the month of the sale.
owes() { ../gongji owes --from 350200 --to 620100 --month "$month"; }

tell "9001: the cashier signs in"
send 9001_sign_in
sign_no=$(field sign_no)

tell "1101: the mother shows her identity card; relatives let her spend 10,000.00 here"
send 1101_person

tell "2101: what would be paid by whom; nothing is booked"
send 2101_pills medfee_sumamt psn_part_amt acct_mulaid_pay psn_cash_pay

tell "2102: 218.50 is paid by mutual aid and nothing in cash"
send 2102_pills
pills=$message settled=${answer#*\"output\":}
setl_id=$(field setl_id) mdtrt_id=$(field mdtrt_id)
month=$(field setl_time | cut -c 1-7 | tr -d -)

tell "1101: 9,781.50 is left"
send 1101_person exp_content

tell "What Xiamen owes Lanzhou"
owes

tell "The same message once more, as after a lost answer: the same settlement, paid once"
message=$pills
post
show setl_id acct_mulaid_pay
[ "${answer#*\"output\":}" = "$settled" ] && echo "every figure is the same"

tell "2103: the mother brings the pills back, and every fen returns to where it came from"
send 2103_cancel setl_id medfee_sumamt acct_mulaid_pay psn_cash_pay exp_content

tell "Xiamen owes nothing, and 10,000.00 is left"
owes
send 1101_person exp_content

tell "2601: a sale whose answer never came is reversed, before the platform has seen it"
fresh 2102_pills
omsgid=$msgid
send 2601_reversal

tell "2102: now the sale arrives after all, and is refused"
msgid=$omsgid
fill 2102_pills
post
show

tell "2101: a pharmacy without the wallet; aid cannot pay there, the till says so"
send 2101_no_wallet medfee_sumamt acct_mulaid_pay psn_cash_pay warn_msg

tell "2101: pills, shampoo and something no catalogue knows; aid pays the pills"
send 2101_not_covered medfee_sumamt fulamt_ownpay_amt inscp_scp_amt acct_mulaid_pay psn_cash_pay

tell "2201, 2203, 2204: the mother sees a doctor; each fee line is assessed"
send 2201_register
mdtrt_id=$(field mdtrt_id)
send 2203_visit
send 2204_fees

tell "2206: what would be paid by whom"
send 2206_trial fulamt_ownpay_amt overlmt_selfpay preselfpay_amt inscp_scp_amt fund_pay_sumamt acct_mulaid_pay psn_cash_pay

tell "2207: the fund pays 97.75, her daughter 102.25, and 50.00 for vitamins is hers to pay"
send 2207_settle
setl_id=$(field setl_id)

tell "5203: the settlement is asked for again"
send 5203_query medfee_sumamt fund_pay_sumamt acct_mulaid_pay cash_payamt refd_setl_flag

tell "2208: the bill is cancelled"
send 2208_cancel medfee_sumamt fund_pay_sumamt acct_mulaid_pay psn_cash_pay

tell "9002: the cashier signs out"
send 9002_sign_out
