-- Jobs that ask for a unique key: each is answered as was decided, and what was decided is written, where nothing has changed of what was gone
-- by. KEYS by threes: a job's record, that of the lock's holder (its own again when there is none), the lock. ARGV: epoch, an owner whose lease
-- must run (or nothing), and for each job seventeen: seven for its record and seven for the holder's, see writing.lua, where no record means
-- that it stays as it is; the lock as it was read, the lock to be written (nothing: it stays), and its time in locks. Replies for each job 1 or 0.
if ARGV[2] ~= '' and not is_live(ARGV[2]) then
  return {2}
end
local reply = {0}
for n = 1, (#KEYS - JOBS) / 3 do
  local own, holder, lock = 3 * n - 2, 3 * n - 1, KEYS[JOBS + 3 * n]
  local a = 17 * n - 14
  if is_as_read(own, a) and is_as_read(holder, a + 7) and (redis.call('GET', lock) or '') == ARGV[a + 14] then
    if ARGV[a + 8] ~= '' then
      write(holder, a + 7)
    end
    if ARGV[a + 1] ~= '' then
      write(own, a)
    end
    if ARGV[a + 15] ~= '' then
      redis.call('SET', lock, ARGV[a + 15])
      redis.call('ZADD', KEYS[9], ARGV[a + 16], lock_name(lock))
    end
    reply[n + 1] = 1
  else
    reply[n + 1] = 0
  end
end
return reply
