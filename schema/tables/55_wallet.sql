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
