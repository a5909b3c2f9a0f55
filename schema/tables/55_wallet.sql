-- Changes of a wallet's place of use, counted a month (W-08). Its state and place stand on the row of its owner, `spender`.
create table wallet_move (
    cell smallint not null,
    move_id bigint not null,
    person_id bigint not null,
    moved_at timestamptz not null,
    month integer not null,
    from_pool integer not null,
    to_pool integer not null,
    constraint wallet_move_pkey primary key (move_id, cell)
);

create index wallet_move_of_person on wallet_move (person_id, month);

-- A transfer from an account to a relative's wallet, where the pilot's model is still on (W-11 … W-29): on its way until it is
-- accepted, then a lot that its receiver spends. In the receiver's cell. relation: what she is to the sender (R-03).
create table wallet_transfer (
    cell smallint not null,
    transfer_id bigint not null,
    sender_id bigint not null,
    receiver_id bigint not null,
    sender_pool integer not null,
    relation smallint not null,
    amount_fen bigint not null,
    state text not null,
    sent_at timestamptz not null,
    sent_on date not null,
    ended_at timestamptz,
    constraint wallet_transfer_pkey primary key (transfer_id, cell),
    constraint wallet_transfer_state_is_known
        check (state in ('in_transit', 'accepted', 'returned', 'revoked', 'rejected', 'given_back', 'converted')),
    constraint wallet_transfer_moves_something check (amount_fen > 0),
    constraint nobody_sends_to_herself check (sender_id <> receiver_id)
);

create unique index one_transfer_at_a_time_is_on_its_way
    on wallet_transfer (receiver_id, sender_id, cell)
    where state = 'in_transit';
create index wallet_transfer_of_sender on wallet_transfer (sender_id, sent_on);
create index wallet_transfer_of_receiver on wallet_transfer (receiver_id, transfer_id);
create index wallet_transfer_on_its_way on wallet_transfer (transfer_id) where state = 'in_transit';
create index wallet_transfer_lots on wallet_transfer (transfer_id) where state = 'accepted';
