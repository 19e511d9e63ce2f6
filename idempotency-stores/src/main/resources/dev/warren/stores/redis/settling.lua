-- What the scripts begin with that look at arrivals, after common.lua.
local YOUNG = {['1rF'] = true, ['1sN'] = true, ['1sT'] = true}

-- The first bytes of a record, up to the length of its id, if it is young. If it is that of a job that was forgotten and came again, its own
-- arrival comes later, and finds it settled.
local function young(i)
  local head = redis.call('GETRANGE', KEYS[JOBS + i], 0, 73)
  return YOUNG[string.sub(head, 1, 3)] and head
end

-- Puts a young record into the sets in which it belongs.
local function settle(i, head)
  local name = job(i)
  if string.sub(head, 2, 2) == 's' then
    redis.call('ZADD', KEYS[5], string.sub(head, 56, 71), name)
  else
    redis.call('ZADD', KEYS[4], string.sub(head, 40, 55), name)
  end
  redis.call('ZADD', KEYS[3], string.sub(head, 24, 39), name)
  redis.call('SETRANGE', KEYS[JOBS + i], 2, string.lower(string.sub(head, 3, 3)))
end
