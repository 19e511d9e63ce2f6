-- The schema of Warren's PostgreSQL store, version 1, for PostgreSQL 13 to 18. Run in one transaction, with search_path set to an empty schema
-- (by default the schema warren); Warren does so itself when its user may, see docs/stores.md.
-- Times are microseconds since 1970-01-01 UTC, on the server's clock. In texts the character U+FDD0 marks what PostgreSQL cannot hold:
-- U+FDD0 0 stands for U+0000, U+FDD0 1 for U+FDD0 itself.

-- One row: the store itself. A script that changes the schema raises its version in the same transaction.
CREATE TABLE store (
    one     boolean PRIMARY KEY CHECK (one),
    id      text    NOT NULL, -- random, made with the schema, the same for every process that uses it
    version integer NOT NULL
);

-- Blocks of 1,024 fences: a batch takes one number n, and gives its jobs the fences from 1,024 n on. None is ever given twice.
CREATE SEQUENCE fence_block AS bigint MINVALUE 1 CACHE 1;

-- The parts of a key that many jobs share. Never deleted: there are as many as job types (times tenants).
CREATE TABLE scope (
    id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace text COLLATE "C" NOT NULL,
    tenant    text COLLATE "C" NOT NULL, -- '' when there is none
    type      text COLLATE "C" NOT NULL,
    UNIQUE (namespace, tenant, type)
);

-- The lanes there are. Never deleted: a topology has a handful.
CREATE TABLE lane (
    id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE
);

-- A worker process, from its start to a lapse of its lease.
CREATE TABLE lease (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- never used again, since jobs refer to it
    owner text COLLATE "C" NOT NULL UNIQUE,
    ends  bigint NOT NULL
) WITH (fillfactor = 50);

-- One row for each idempotency key.
CREATE TABLE job (
    seq           bigint   PRIMARY KEY, -- a fence taken when the row was made: the order of their arrival
    fence         bigint   NOT NULL,    -- of the last claim
    payload_hash  bigint   NOT NULL,    -- 0 when nobody has seen the payload
    enqueued      bigint   NOT NULL,
    due           bigint   NOT NULL,    -- since when it should run, or when it is to run again
    changed       bigint   NOT NULL,    -- when it ended, from status 10 on
    started       bigint,               -- when it was last claimed; NULL when that is the time in due
    owner         bigint,               -- lease.id of who has claimed or decided it; NULL when nobody has
    scope         integer  NOT NULL,    -- scope.id
    life          integer  NOT NULL,    -- coordinates: life from 0, run from 1
    run           integer  NOT NULL,
    attempt       integer  NOT NULL,
    crashes       integer  NOT NULL,    -- how many workers it has brought down in this life
    lane          integer,              -- lane.id of the lane it was last seen in; NULL when nobody said
    status        smallint NOT NULL,    -- 1 pending, 2 running, 3 retrying, 4 decided: retry, 5 decided: dead, 6 decided: succeeded,
                                        -- 10 succeeded, 11 dead, 12 cancelled, 13 expired; from 10 on nothing more happens by itself
    suspicion     smallint NOT NULL,    -- 0 none, 1 suspect, 2 suspect whose start is on record
    key           text COLLATE "C" NOT NULL, -- the idempotency key
    id            text COLLATE "C",     -- the job id of the first delivery; NULL when it is the key
    decided       bytea,                -- what is to be carried out, in status 4 to 6; dev.warren.stores.DecidedCodec reads it
    result        text,                 -- what the handler answered, as JSON
    error_type    text,                 -- the last failure
    error_message text,
    error_stack   text,
    progress_done  bigint,              -- how far the attempt under way is, or the last one got; NULL when its handler did not say
    progress_total bigint,              -- 0 when that is unknown
    progress_note  text,
    history       bytea                 -- past attempts; dev.warren.stores.HistoryCodec reads it. NULL when there is none
) WITH (
    -- Every job is written twice and goes when its retention is over: vacuum little and often, whatever the server's defaults are.
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000,
    autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05,
    autovacuum_vacuum_cost_delay = 1
);

CREATE UNIQUE INDEX job_key ON job (scope, key);

-- For finding a job by its key alone, and by its id: that index holds none of those whose key is their id.
CREATE INDEX job_id ON job (id) WHERE id IS NOT NULL;

-- For what is overdue.
CREATE INDEX job_open ON job (due) WHERE status < 10;

-- For what may be forgotten: plain successes, and all other ends (a cancelled job is awaited until it would have been due).
CREATE INDEX job_succeeded ON job (changed) WHERE status = 10 AND life = 0;
CREATE INDEX job_ended ON job ((CASE WHEN status = 12 THEN greatest(changed, due) ELSE changed END))
    WHERE status > 10 OR (status = 10 AND life > 0);

-- Which job has a unique key. Whether it still holds it is said by that job's row.
CREATE TABLE job_lock (
    scope     integer NOT NULL,        -- scope.id, the holder's as well
    name      text COLLATE "C" NOT NULL, -- the unique key
    holder    text COLLATE "C",        -- job.key; NULL when nobody has had it yet
    holder_id text COLLATE "C",        -- its job id
    fence     bigint   NOT NULL DEFAULT 0, -- of the claim it was taken under; 0 when a publisher reserved it
    span      smallint NOT NULL DEFAULT 0, -- held until the holder is 1 started, 2 finished, 3 not running any more, 4 until its time is over
    reserved  bigint   NOT NULL DEFAULT 0, -- until when a reservation holds for a job without a row
    ends      bigint   NOT NULL DEFAULT 0, -- when the time of span 4 is over
    PRIMARY KEY (scope, name)
);

-- For what may be forgotten.
CREATE INDEX job_lock_ends ON job_lock (ends);

-- For people.
CREATE VIEW jobs AS
SELECT scope.namespace, scope.tenant, scope.type, job.key, coalesce(job.id, job.key) AS id, lane.name AS lane,
       CASE job.status WHEN 1 THEN 'pending' WHEN 2 THEN 'running' WHEN 3 THEN 'retrying' WHEN 4 THEN 'decided retry'
           WHEN 5 THEN 'decided dead' WHEN 6 THEN 'decided succeeded' WHEN 10 THEN 'succeeded' WHEN 11 THEN 'dead'
           WHEN 12 THEN 'cancelled' WHEN 13 THEN 'expired' END AS status,
       job.progress_done || '/' || job.progress_total || ' ' || job.progress_note AS progress,
       job.life, job.run, job.attempt, lease.owner, job.fence, job.crashes,
       to_timestamp(job.enqueued / 1e6) AS enqueued_at,
       to_timestamp(coalesce(job.started, job.due) / 1e6) AS started_at,
       to_timestamp(job.due / 1e6) AS due_at,
       CASE WHEN job.status >= 10 THEN to_timestamp(job.changed / 1e6) END AS finished_at,
       job.result, job.error_type, job.error_message
FROM job JOIN scope ON scope.id = job.scope LEFT JOIN lane ON lane.id = job.lane LEFT JOIN lease ON lease.id = job.owner;
