-- What version 3 of the schema adds to version 2. Run in one transaction, with search_path set to the schema, after V2.sql or on a schema of
-- version 2.
--
-- Nearly every job that is claimed is one that the store has never seen, and an INSERT that may meet a row already there costs half as much again as
-- one that may not. So such jobs are claimed by this function, all of a batch or none: it answers the first one's fence (the others have the
-- following ones, in the order of keys), or NULL when one of them is known already, or nothing may be claimed; then the worker claims in other ways.
-- It is called by Warren only.
CREATE FUNCTION claim_new_jobs(
    worker    text,      -- lease.owner
    scopes    integer[],
    keys      text[],    -- in the order in which everyone writes rows
    ids       text[],    -- empty when all of them are the keys
    hashes    bigint[],
    times     bigint[],  -- when they were enqueued
    lanes     integer[],
    expires   bigint     -- none of them before this time
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    moment bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    mine   bigint := (SELECT lease.id FROM lease WHERE lease.owner = worker AND lease.ends > moment);
    first  bigint;
BEGIN
    IF mine IS NULL OR expires <= moment THEN
        RETURN NULL;
    END IF;
    LOCK TABLE job IN ROW EXCLUSIVE MODE; -- before fences are drawn: the looks tell by it that rows are still to appear
    first := nextval('fence_block') * 1024;
    INSERT INTO job (seq, fence, payload_hash, enqueued, due, changed, owner, scope, life, run, attempt, crashes, lane, status, suspicion, key, id)
    SELECT first + place - 1, first + place - 1, hashes[place], times[place], moment, moment, mine, scopes[place], 0, 1, 1, 0, lanes[place], 2, 0,
        asked.key, asked.id
    FROM unnest(keys, ids) WITH ORDINALITY AS asked (key, id, place);
    RETURN first;
EXCEPTION WHEN unique_violation THEN
    RETURN NULL;
END
$$;
