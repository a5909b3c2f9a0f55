#!/bin/sh
# 薛静宜 is insured in Xiamen and lets her father 薛振华, a resident of Lanzhou, spend 600.00 yuan of her personal account.
# He sees a doctor in Lanzhou and one in Xi'an, 500.00 yuan each time: his own pool's fund pays 200.00 and his daughter
# 300.00. The month ends: what pools owe each other is sorted, confirmed, and paid by way of the provinces.
#
# Tills speak the national interface, the nation and the provinces REST. Against a running ./run with the demo world,
# once: a month ends once. README.md says how.
# GONGJI_SERVER: where the server is, http://127.0.0.1:8080 by default. GONGJI_CLOCK: file:PATH, as the server has it.
set -eu
cd "$(dirname "$0")"
command -v curl >/dev/null || { echo "curl is needed: apt-get install curl" >&2; exit 1; }
case ${GONGJI_CLOCK:-} in file:*) ;; *) echo "GONGJI_CLOCK=file:PATH is needed, see README.md" >&2; exit 1 ;; esac
if grep -q -e -12- "${GONGJI_CLOCK#file:}"; then echo "this month is over: start another in a fresh folder" >&2; exit 1; fi
server=${GONGJI_SERVER:-http://127.0.0.1:8080}
python=../.venv/bin/python
moment='' token='' answer='' serial=0 mdtrt_id=''
daughter=35020000003001 father=62010000003003

tell() { printf '\n# %s\n' "$*"; }
show() { printf %s "$answer" | $python show.py "$@"; }
field() { printf %s "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# on MOMENT: go on to another moment of the sandbox's clock.
on() {
    moment=$1
    printf 'frozen:%s:00+08:00\n' "$moment" >"${GONGJI_CLOCK#file:}.new"
    mv "${GONGJI_CLOCK#file:}.new" "${GONGJI_CLOCK#file:}"
    printf '\n==== %s\n' "$(echo "$moment" | tr T ' ')"
}

# message NAME HOSPITAL: a hospital sends messages/NAME.json about the father.
message() {
    serial=$((serial + 1))
    IFS=, read -r psn_no psn_name _ certno _ _ _ insutype psn_type home _ <<LINE
$(grep "^$father," demo/people.csv)
LINE
    stamp=$(echo "$moment" | tr -d T:-)00$(printf %04d $serial)
    answer=$(sed -e "s/@msgid@/$2$stamp/; s/@stamp@/$stamp/; s/@now@/$(echo "$moment" | tr T ' '):00/; s/@shop@/$2/" \
        -e "s/@shop_name@/$(grep "^$2," demo/institutions.csv | cut -d , -f 2)/; s/@area@/$(echo "$2" | cut -c 2-7)/" \
        -e "s/@psn_no@/$psn_no/; s/@psn_name@/$psn_name/; s/@certno@/$certno/g; s/@insutype@/$insutype/" \
        -e "s/@psn_type@/$psn_type/; s/@home@/$home/; s/@mdtrt_id@/$mdtrt_id/" "messages/$1.json" |
        curl --silent --show-error -H 'content-type: application/json' --data-binary @- \
            "$server/fsi/api/rsfComIfsService/callService")
}

# sees_a_doctor HOSPITAL: 2201, 2204, 2207: he registers, is treated for 500.00, of which 400.00 is in scope; it is paid.
sees_a_doctor() {
    message visit "$1"
    mdtrt_id=$(field mdtrt_id)
    message visit_fees "$1"
    message visit_settle "$1"
    show setl_id medfee_sumamt fund_pay_sumamt acct_mulaid_pay psn_cash_pay
}

# as NAME: from now on she asks. staff NAME ROLE REGION: she signs in, for an hour.
as() { eval "token=\$token_$1"; }
staff() { eval "token_$1=$(../gongji token staff "$1" --role "$2" --region "$3")"; }

# ask METHOD PATH [BODY]: the answer is in $answer.
ask() {
    serial=$((serial + 1))
    answer=$(curl --silent --show-error -X "$1" -H "authorization: Bearer $token" -H "idempotency-key: month-$serial" \
        -H 'accept-language: en' ${3:+-H 'content-type: application/json' --data-binary "$3"} "$server/api/v1$2")
}
get() { ask GET "$1"; shift; show "$@"; }
post() { ask POST "$1" "${2:-}"; if [ $# -gt 2 ]; then shift 2; else shift $#; fi; show "$@"; }
batch=/clearing/batches/202611

# pays NAME PAYER PAYEE: she tells that the notice between the two is paid, as the bank says.
pays() {
    as "$1"
    ask GET "$batch/notices?region=$2"
    notice=$(printf %s "$answer" | tr '{' '\n' | grep "\"payer\":$2,\"payee\":$3,")
    number=$(printf %s "$notice" | sed 's/.*"number":"\([^"]*\)".*/\1/')
    amount=$(printf %s "$notice" | sed 's/.*"amount":"\([^"]*\)".*/\1/')
    post "/clearing/notices/$number/payment" "{\"bank\": \"中国银行\", \"serial_no\": \"$number\",
        \"paid_on\": \"$(echo "$moment" | cut -c 1-10)\", \"payer\": $2, \"payee\": $3, \"amount\": \"$amount\"}" \
        level payer payee amount state
}

on 2026-11-05T10:00
tell "The daughter lowers her father's quota to 600.00"
../gongji quota lower $daughter $father 600.00

tell "He sees a doctor in Lanzhou: 500.00. The fund of his pool pays 200.00, his daughter's account in Xiamen 300.00"
sees_a_doctor H62010200001

on 2026-11-06T10:00
tell "And one in Xi'an: 500.00. Both the fund of Lanzhou and his daughter's account pay what is owed to Xi'an now"
sees_a_doctor H61011300001

on 2026-12-01T02:00
tell "C-33: the days of November are filed"
../gongji clearing days

on 2026-12-28T10:00
staff national_1 national 0
staff national_2 national 0
for province in fujian:350000 gansu:620000 shaanxi:610000; do staff "${province%:*}" operator "${province#*:}"; done

as national_1
tell "C-15: the nation sorts the month. 200.00 that Lanzhou paid at home is nobody else's; three items are"
post $batch '' state items amount waiting
get "$batch/national"
tell "C-02: what Gansu's pools owe others and are owed: Lanzhou owes 200.00 for its fund, and gets 300.00"
as gansu
get "$batch/owed?region=620000"

tell "C-12: the three provinces confirm"
for province in fujian:350000 gansu:620000 shaanxi:610000; do
    as "${province%:*}"
    post "$batch/confirmations" "{\"province\": ${province#*:}}"
done

tell "C-10: notices, drafted by one and released by another"
as national_1
post "$batch/notices" ''
post "$batch/notices/release" '' code detail
as national_2
post "$batch/notices/release" ''

tell "C-14: Fujian pays Gansu and Shaanxi, and collects from Xiamen"
pays fujian 350000 620000
pays fujian 350000 610000
pays fujian 350200 350000
tell "Gansu passes on to Lanzhou what it got, collects from Lanzhou what it owes, and pays Shaanxi"
pays gansu 620000 620100
pays gansu 620100 620000
pays gansu 620000 610000
tell "Shaanxi passes on to Xi'an"
pays shaanxi 610000 610100

tell "C-10: with the last payment the month is paid; nobody owes anybody anything for it"
as national_1
get $batch state waiting
../gongji owes --from 350200 --to 620100 --month 202611
../gongji owes --from 350200 --to 610100 --month 202611
../gongji owes --from 620100 --to 610100 --month 202611
