-- What version 2 of the schema changes in version 1. Run in one transaction, with search_path set to the schema, after V1.sql or on a schema of
-- version 1 whose workers have stopped.
--
-- No index looks at what changes when a job is claimed and when it succeeds, so that both are written in place. What is overdue, and what may be
-- forgotten, is found by going over the rows in the order of their arrival instead, each row twice; what is not over by then is watched.

DROP INDEX job_open, job_succeeded, job_ended;

-- Room for one more version of each row in its page, which is what writing in place needs.
ALTER TABLE job SET (fillfactor = 50);

-- One row: how far the two looks have come. All rows of job with a lower or the same seq have been seen.
CREATE TABLE look (
    one    boolean PRIMARY KEY CHECK (one),
    first  bigint NOT NULL, -- every job that is not over, of those seen, is watched
    second bigint NOT NULL  -- every job, of those seen, is watched or forgotten
) WITH (fillfactor = 50);
INSERT INTO look (one, first, second) VALUES (true, 0, 0);

-- Jobs to come back to. A row may be behind its job, and is put right when it is met; it is never ahead of it.
CREATE TABLE watch (
    seq  bigint   PRIMARY KEY, -- job.seq
    kind smallint NOT NULL,    -- 1 not over, 2 a plain success, 3 another end
    at   bigint   NOT NULL     -- when it is due; when it ended; of a cancelled job, when it would have been due if that is later
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 1);

CREATE INDEX watch_at ON watch (kind, at);
