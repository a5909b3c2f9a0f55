#!/bin/sh
# A year of one family, from November 2026 to November 2027. 沈若兰 works in Suzhou. She shares her personal account with
# her mother 何玉珍, her father 沈国梁 and her grandfather 沈德厚 in Lanzhou, and has shared with her husband 周志明 before.
# The year goes through a premium, a winter with the grandchild, New Year, a divorce, a death and a move to Xiamen.
#
# Citizens and clerks speak REST, tills the national interface, and what the clock starts is started by hand. Against a
# running ./run with the demo world, once: what has happened in a family does not happen again. README.md says how.
# GONGJI_SERVER: where the server is, http://127.0.0.1:8080 by default. GONGJI_CLOCK: file:PATH, as the server has it.
set -eu
cd "$(dirname "$0")"
command -v curl >/dev/null || { echo "curl is needed: apt-get install curl" >&2; exit 1; }
case ${GONGJI_CLOCK:-} in file:*) ;; *) echo "GONGJI_CLOCK=file:PATH is needed, see README.md" >&2; exit 1 ;; esac
if grep -q 2027- "${GONGJI_CLOCK#file:}"; then echo "this year is over: start another in a fresh folder" >&2; exit 1; fi
server=${GONGJI_SERVER:-http://127.0.0.1:8080}
python=../.venv/bin/python
moment='' token='' acts_for='' answer='' serial=0 setl_id='' mdtrt_id=''
agree='{"consent_text": "receive-1"}'

daughter=32050000005001 husband=32050000005002 mother=62010000005004 father=62010000005005
grandfather=62010000005006 mother_in_law=32050000005007

tell() { printf '\n# %s\n' "$*"; }
show() { printf %s "$answer" | $python show.py "$@"; }

# field NAME: the text of a field of the last answer.
field() { printf %s "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# on MOMENT: go on to another moment of the sandbox's clock.
on() {
    moment=$1
    printf 'frozen:%s:00+08:00\n' "$moment" >"${GONGJI_CLOCK#file:}.new"
    mv "${GONGJI_CLOCK#file:}.new" "${GONGJI_CLOCK#file:}"
    printf '\n==== %s\n' "$(echo "$moment" | tr T ' ')"
}

# number NAME: the person number of one of the family. who NAME: what the demo world has of her, in variables.
number() { eval "echo \$$1"; }
who() {
    IFS=, read -r psn_no psn_name _ certno _ _ _ insutype psn_type home _ <<LINE
$(grep "^$(number "$1")," demo/people.csv)
LINE
}

# named NAME: how one person names another.
named() { who "$1"; printf '{"name": "%s", "certificate_number": "%s"}' "$psn_name" "$certno"; }

# sign_in NAME ...: they sign in; it lasts an hour. clerk_of REGION: a clerk sits down at her counter.
sign_in() {
    for token in $(../gongji token citizen $(for name; do number "$name"; done)); do
        eval "token_$1=$token"
        shift
    done
}
clerk_of() { token_clerk=$(../gongji token staff "clerk-$1" --role clerk --region "$1"); }

# jobs NAME ...: what the clock starts, by hand; at the end people are told what has happened.
jobs() { ../gongji jobs run "$@" notices | sed '/^notices/d'; }

# as NAME [OTHER]: from now on she asks, for herself or for OTHER.
as() {
    eval "token=\$token_$1"
    acts_for=${2:+$(number "$2")}
}

# ask METHOD PATH [BODY]: the answer is in $answer.
ask() {
    serial=$((serial + 1))
    answer=$(curl --silent --show-error -X "$1" -H "authorization: Bearer $token" -H 'accept-language: en' \
        -H "idempotency-key: year-$serial" ${acts_for:+-H "acts-for: $acts_for"} \
        ${3:+-H 'content-type: application/json' --data-binary "$3"} "$server/api/v1$2")
}
get() { ask GET "$1"; shift; show "$@"; }
post() { ask POST "$1" "$2"; shift 2; show "$@"; }
put() { ask PUT "$1" "$2"; shift 2; show "$@"; }

# invitation NAME RELATION LIMIT [MORE]: the daughter asks NAME, who is RELATION to her (02 parent, 05 grandparent).
invitation() {
    printf '{"beneficiary": %s, "relation": "%s", "limit": "%s", "consent_text": "share-1"%s}' "$(named "$1")" "$2" "$3" \
        "${4:+, $4}"
}
a_year='"period": "ANNUAL", "auto_renew": true'

# at_till INFNO NAME SHOP PACKETS CREDENTIAL: a till tries (2101), settles (2102) or cancels (2103) so many packets of
# pills for NAME, who shows a code (01) or an identity card (02); who pays is shown.
at_till() {
    serial=$((serial + 1))
    who "$2"
    message=sale
    if [ "$1" = 2103 ]; then message=cancel; fi
    msgid=$3$(echo "$moment" | tr -d T:-)00$(printf %04d $serial)
    sum=$(printf '%d.%02d' $(($4 * 3860 / 100)) $(($4 * 3860 % 100)))
    shop_name=$(grep "^$3," demo/institutions.csv | cut -d , -f 2)
    answer=$(sed -e "s/@infno@/$1/; s/@msgid@/$msgid/; s/@now@/$(echo "$moment" | tr T ' '):00/" \
        -e "s/@shop@/$3/; s/@shop_name@/$shop_name/; s/@area@/$(echo "$3" | cut -c 2-7)/" \
        -e "s/@psn_no@/$psn_no/; s/@psn_name@/$psn_name/; s/@certno@/$certno/; s/@credential@/$5/" \
        -e "s/@insutype@/$insutype/; s/@psn_type@/$psn_type/; s/@home@/$home/; s/@cnt@/$4/; s/@sum@/$sum/" \
        -e "s/@setl_id@/$setl_id/; s/@mdtrt_id@/$mdtrt_id/" "messages/$message.json" |
        curl --silent --show-error -H 'content-type: application/json' --data-binary @- \
            "$server/fsi/api/rsfComIfsService/callService")
    show medfee_sumamt acct_pay acct_mulaid_pay psn_cash_pay warn_msg
}
lanzhou=P62010200001 suzhou=P32050800001

on 2026-11-05T10:00
sign_in daughter mother
as mother
tell "O-01: the mother opens her wallet; it is used where she is insured, and nothing is in it"
post /wallet '{}' state place_of_use available

as daughter
tell "The daughter's account: she has shared 900.00 with her husband before"
get /account

tell "E-02: parents-in-law are no near relatives"
post /invitations "$(invitation mother_in_law 09 1000.00)"

tell "R-07: nor does it help to call her one's mother; civil affairs know both of them"
post /invitations "$(invitation mother_in_law 02 1000.00)"

tell "R-08: her own mother is confirmed and invited, to 6,000.00 a year; she has 72 hours, and nothing moves yet"
post /invitations "$(invitation mother 02 6000.00 "$a_year")"
get /account available set_aside

on 2026-11-08T10:00
tell "E-01: nobody has answered; the invitation is over"
jobs invitations

on 2026-11-09T10:00
sign_in daughter mother
as daughter
get '/invitations?side=given' with_whom limit state expires_at
tell "She invites again"
post /invitations "$(invitation mother 02 6000.00 "$a_year")" state expires_at
invitation_id=$(field invitation_id)

as mother
tell "N-01: the mother reads what she is asked to agree to"
get /consent-texts/receive-1
tell "O-02: she agrees: relation and quota stand, and as much is set aside in Suzhou"
post "/invitations/$invitation_id/acceptance" "$agree" state relation_id quota_id
as daughter
get /account

tell "O-03: the mother buys pills in Lanzhou; her daughter's account pays"
at_till 2102 mother $lanzhou 5 02
setl_id=$(field setl_id) mdtrt_id=$(field mdtrt_id)

as mother
tell "O-17: what the mother's cover of 2027 costs, and who would pay it"
post /premiums/quotes '{"scheme": "RESIDENT", "year": 2027}'
tell "She pays; the tax office books it"
post /premiums '{"scheme": "RESIDENT", "year": 2027, "amount": "400.00", "cash": "0.00"}'
tell "What is left of the quota"
get /quotas limit used reserved remaining valid_from valid_to auto_renew

on 2026-11-20T10:00
sign_in daughter
clerk_of 620100
tell "A-04: father and grandfather have no telephone; a clerk in Lanzhou opens their wallets"
as clerk father
post /wallet '{}' state place_of_use available
as clerk grandfather
post /wallet '{}' state place_of_use available
tell "R-03: the daughter invites both. Civil affairs know whose father her father's father is, so the grandfather is found"
as daughter
post /invitations "$(invitation father 02 2000.00 '"uses": ["PHARMACY", "VISIT"]')" state relation limit period uses
for_father=$(field invitation_id)
post /invitations "$(invitation grandfather 05 1000.00)" state relation limit period uses
for_grandfather=$(field invitation_id)
tell "They agree at the counter"
as clerk father
post "/invitations/$for_father/acceptance" "$agree" state
as clerk grandfather
post "/invitations/$for_grandfather/acceptance" "$agree" state
tell "The clerk pays the grandfather's cover of 2027 from his quota"
post /premiums '{"scheme": "RESIDENT", "year": 2027, "amount": "400.00", "cash": "0.00"}' state amount aid cash receipt
tell "A-02: the father signs that his daughter may show his code: a family account, which moves no money"
as clerk father
paper=$(printf %064d 1)
post /mandates "{\"agent\": $(named daughter), \"kind\": \"family_account\", \"consent_text\": \"family-1\",
    \"evidence_hash\": \"$paper\"}" kind scope granted_at valid_to
tell "She looks into his wallet; to pay for him is not hers"
as daughter father
get /wallet state place_of_use available
post /premiums/quotes '{"scheme": "LONG_TERM_CARE", "year": 2027}'
tell "O-29: she shows his code in a pharmacy. His own 41.50 pays first, then the quota (W-40)"
at_till 2102 father $lanzhou 2 01

on 2026-12-01T10:00
tell "Q-05: a month before the year ends, whoever has or gives a quota of the year is reminded"
jobs reminders
sign_in daughter mother
as mother
tell "The mother's inbox, newest first"
get /notices text
tell "She spends the winter with her grandchild in Suzhou. Her wallet is for Lanzhou, so she would pay herself"
at_till 2101 mother $suzhou 2 02
tell "O-32: she changes the place of use, and her daughter's account pays there too"
put /wallet/place-of-use '{"place": "320508"}' state place_of_use available
at_till 2102 mother $suzhou 2 02

on 2027-01-01T00:45
tell "Q-05, W-38: New Year. What is left of quotas of the year returns, what is to be renewed is set again; and interest"
jobs year-end year-turn renewals interest

on 2027-01-05T10:00
sign_in daughter mother
as mother
get /quotas limit used remaining valid_from valid_to
quota_id=$(field quota_id)
as daughter
get /account
tell "S-22: the pharmacy in Lanzhou takes last year's pills back. 193.00 returns to the daughter, not to the new quota"
at_till 2103 mother $lanzhou 5 02
get /account
get "/quotas/$quota_id" limit used remaining
jobs
tell "O-31: the daughter's history: day, amount, kind and region of what was paid, never what was bought or where (N-04)"
get '/records?limit=12' at what with_whom amount use region limit back
tell "The mother's history has her bills, and never what the daughter has (N-05)"
as mother
get '/records?limit=8' at what with_whom amount use institution total cash limit
as daughter
tell "Q-06, Q-07: the daughter raises the quota, and lowers it"
put "/quotas/$quota_id/limit" '{"limit": "8000.00"}' limit used remaining
put "/quotas/$quota_id/limit" '{"limit": "5000.00"}' limit used remaining
tell "Q-09: and again and again; five times a day are enough"
for limit in 5100.00 5200.00 5300.00; do ask PUT "/quotas/$quota_id/limit" "{\"limit\": \"$limit\"}"; done
put "/quotas/$quota_id/limit" '{"limit": "5400.00"}'

on 2027-04-12T10:00
clerk_of 320500
tell "E-28: the daughter and her husband are divorced; what they shared as spouses ends, and 900.00 returns"
as clerk daughter
post /divorces "{\"spouse\": $(named husband), \"on\": \"2027-04-09\"}"
get /account

on 2027-06-18T10:00
clerk_of 620100
tell "E-13: the grandfather dies. What is left returns to who gave it, and his wallet is closed"
as clerk grandfather
get /wallet state place_of_use available
post /life-events '{"kind": "DIED", "told_key": "Lanzhou-2027-311", "on": "2027-06-16", "scheme": 390}'
get /wallet state place_of_use available

on 2027-09-01T10:00
clerk_of 320500
tell "R-13, P-19: the daughter works in Xiamen now. Her account goes with her, and her relations dissolve"
as clerk daughter
post /life-events '{"kind": "MOVED", "told_key": "Suzhou-2027-902", "on": "2027-09-01", "scheme": 310, "division": "350203"}'
sign_in daughter mother
as daughter
get /account
get '/relations?side=given' with_whom state end_reason
tell "R-15: she invites her mother again, who is in Lanzhou again"
post /invitations "$(invitation mother 02 6000.00 "$a_year")" state
invitation_id=$(field invitation_id)
as mother
put /wallet/place-of-use '{"place": "620102"}' state place_of_use available
post "/invitations/$invitation_id/acceptance" "$agree" state quota_refused
at_till 2102 mother $lanzhou 4 02

on 2027-11-05T10:00
jobs
sign_in daughter
as daughter
tell "A year later. What the daughter was told in it, newest first"
get '/notices?limit=30' text
get /account
tell "What Suzhou owes Lanzhou for November 2026, and Xiamen for September 2027"
../gongji owes --from 320500 --to 620100 --month 202611
../gongji owes --from 350200 --to 620100 --month 202709
tell "The books of the whole year"
../gongji verify | cut -d : -f 1
