-- What every script begins with. It is put before each of them.
--
-- Keys of a store called NAME, all in one hash slot:
--   1 {warren:NAME}:store      hash: id, epoch (made anew when the store was found empty), schema, fence (the last one given),
--                              looked (the last arrival that had its first look)
--   2 {warren:NAME}:leases     sorted set: workers by the end of their lease
--   3 {warren:NAME}:order      sorted set: jobs by the fence taken when their record was made, which is their place
--   4 {warren:NAME}:open       sorted set: jobs that are not at their end, by their due time
--   5 {warren:NAME}:succeeded  sorted set: plain successes by their end
--   6 {warren:NAME}:ended      sorted set: other ends, by the time from which their retention counts
--   7 {warren:NAME}:ids        sorted set of texts: "length of id:id:job" of jobs whose id is not their key
--   8 {warren:NAME}:scopes     set: "namespace/tenant/type" of all jobs there ever were
--   9 {warren:NAME}:locks      sorted set: locks by the time before which none of them is forgotten
--  10 {warren:NAME}:arrivals   stream: for each fast claim its jobs, in the field "jobs" as "length of job:job" one after the other; its
--                              id is the place of the first, and each has a place one higher than the job before it
--   then: {warren:NAME}:job:JOB, the records, where JOB is "namespace/tenant/type/key" ('%' and '/' of the first three escaped), or
--         {warren:NAME}:lock:LOCK, who has which unique key, where LOCK is "namespace/tenant/type/unique key"
--
-- A record is young, or settled. A fast claim makes it young: it stands in arrivals and in none of order, open, succeeded and ended, and it is
-- running, or a plain success. Whatever else happens to it settles it: from then on it stands in order and in one of the other three, and
-- each write sees to that. What arrivals says of a job counts only while its record is young, and as its place only if that is the record's.
--
-- A record is one text. By byte, from 1:
--   1       form of the record, '1'
--   2       status: p pending, r running, w waiting for its next run, R D S decided (retry, dead, succeeded),
--           s succeeded, d dead, c cancelled, e expired
--   3       f: a plain success may be written by decide.lua; t: the result is what follows the body; n: neither;
--           F T N: the same, of a young record
--   4-7     revision: one more with each write
--   8-23    fence of the last claim
--   24-39   place
--   40-55   when it was last claimed
--   56-71   when it ended, or zeros
--   72-74   length of the id (000 when it is the key), and the id
--   then    5 digits: length of its owner's name, and the name; then what only dev.warren.stores.redis.RecordForm reads
--
-- A lock is one text. By byte, from 1:
--   1       form of the lock, '1'
--   2       for how long it is held: s until its holder is started, f finished, r while it runs, t for a time
--   3-18    fence of the claim under which it was taken, or zeros when a publisher reserved it
--   19-34   until when a reservation holds without a record
--   35-50   when the time of a t is over
--   51-53   length of its holder's id (000 when it is the key), and the id; then the holder's key
--
-- Times are microseconds since 1970 on this server's clock. Fences are such times too, unless the last one was higher.
--
-- Every reply begins with a number: 0 well, 1 another epoch, 2 the lease has ended (or never began).
local time = redis.call('TIME')
local at = time[1] .. string.format('%06d', time[2])
local now = tonumber(at)
local store = redis.call('HMGET', KEYS[1], 'epoch', 'fence')
if store[1] ~= ARGV[1] then
  return {1}
end
local JOBS = 10
local NEVER = '0000000000000000'

local function digits(number)
  return string.format('%016.0f', number)
end

local function job(i)
  return string.sub(KEYS[JOBS + i], #KEYS[1]) -- "job:" is a letter shorter than "store"
end

local function lock_name(key)
  return string.sub(key, #KEYS[1] + 1) -- "lock:" is as long as "store"
end

local function is_live(owner)
  local ends = redis.call('ZSCORE', KEYS[2], owner)
  return ends and tonumber(ends) > now
end

-- Higher than any given before, even if those were given by a server whose last writes are lost.
local function next_fence()
  return math.max(tonumber(store[2]) + 1, now)
end
