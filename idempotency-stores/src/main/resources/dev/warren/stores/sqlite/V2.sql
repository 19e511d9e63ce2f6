-- What version 2 of the schema adds to version 1. Applied in one transaction, to a file of version 1 or after V1.sql.

PRAGMA user_version = 2;

-- The lanes there are. Never deleted: a topology has a handful.
CREATE TABLE lane (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- lane.id of the lane the job was last seen in; NULL when nobody said, as for jobs of version 1 until their next claim.
ALTER TABLE job ADD COLUMN lane INTEGER;

-- How far the attempt under way is, or the last one got: done/total, a blank and a note; a total of 0 is unknown. NULL when its handler did
-- not say.
ALTER TABLE job ADD COLUMN progress TEXT;

-- The last attempts that were not the job's last word; dev.warren.stores.HistoryCodec reads it. NULL when there is none.
ALTER TABLE job ADD COLUMN history BLOB;

DROP VIEW jobs;

-- For people.
CREATE VIEW jobs AS
SELECT scope.namespace, scope.tenant, scope.type, job.key, coalesce(job.id, job.key) AS id, lane.name AS lane,
       CASE job.status WHEN 1 THEN 'pending' WHEN 2 THEN 'running' WHEN 3 THEN 'retrying' WHEN 4 THEN 'decided retry'
           WHEN 5 THEN 'decided dead' WHEN 6 THEN 'decided succeeded' WHEN 10 THEN 'succeeded' WHEN 11 THEN 'dead'
           WHEN 12 THEN 'cancelled' WHEN 13 THEN 'expired' END AS status,
       job.progress, job.life, job.run, job.attempt, lease.owner, job.fence, job.crashes,
       strftime('%Y-%m-%dT%H:%M:%fZ', job.enqueued / 1e6, 'unixepoch') AS enqueued_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(job.started, job.due) / 1e6, 'unixepoch') AS started_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', job.due / 1e6, 'unixepoch') AS due_at,
       CASE WHEN job.status >= 10 THEN strftime('%Y-%m-%dT%H:%M:%fZ', job.changed / 1e6, 'unixepoch') END AS finished_at,
       job.result, job.error_type, job.error_message
FROM job JOIN scope ON scope.id = job.scope LEFT JOIN lane ON lane.id = job.lane LEFT JOIN lease ON lease.id = job.owner;
