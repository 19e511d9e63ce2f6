-- What scripts that write whole records begin with, after common.lua. They are settled then. A record is written where nobody has changed it since it was read, by
-- seven arguments from ARGV[a]: the first 71 bytes of what was read (nothing when there was none), the record, its score in open, succeeded
-- and ended (nothing where it does not belong), and when there was none its entry in ids (or nothing) and its scope.
local function is_as_read(i, a)
  return redis.call('GETRANGE', KEYS[JOBS + i], 0, 70) == ARGV[a]
end

local function write(i, a)
  local name = job(i)
  redis.call('SET', KEYS[JOBS + i], ARGV[a + 1])
  for set = 4, 6 do
    local score = ARGV[a + set - 2]
    if score == '' then
      redis.call('ZREM', KEYS[set], name)
    else
      redis.call('ZADD', KEYS[set], score, name)
    end
  end
  local flag = string.sub(ARGV[a], 3, 3)
  if flag == string.upper(flag) then -- young, or none before
    redis.call('ZADD', KEYS[3], string.sub(ARGV[a + 1], 24, 39), name)
  end
  if ARGV[a] == '' then
    redis.call('SADD', KEYS[8], ARGV[a + 6])
    if ARGV[a + 5] ~= '' then
      redis.call('ZADD', KEYS[7], '0', ARGV[a + 5])
    end
  end
end
