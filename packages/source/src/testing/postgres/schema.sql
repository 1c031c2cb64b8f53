create schema old;

create table old.purchase (
  id          bigint primary key,
  "单据编号"  varchar(40),
  changed     timestamp without time zone not null,
  state       character(1) not null,
  total       numeric,
  company     text,
  ordered_on  date,
  due_on      date,
  remark      text
);
create index on old.purchase (changed, id);

create table old.purchase_line (
  id        integer primary key,
  purchase  bigint not null references old.purchase on delete cascade,
  material  text,
  quantity  numeric,
  unit      text
);

create table old.exact (
  id      text primary key,
  changed timestamp with time zone not null,
  state   text not null
);

-- Ids of fixed length, as the oldest systems have them.
create table old.issue (id character(10) primary key, changed timestamptz, state text);
create table old.issue_line (id character(4) primary key, issue character(10), material text);

-- Times of change coarser than a millisecond: seconds in a whole number, and days.
create table old.counted (id integer primary key, changed integer not null, state text);
create table old.daily (id integer primary key, changed date not null, state text);

create role hub login password 'reads-only';
grant usage on schema old to hub;
grant select on old.purchase, old.purchase_line, old.exact, old.issue, old.issue_line, old.counted, old.daily to hub;
create table old.secret (id text primary key, changed timestamptz, state text);
