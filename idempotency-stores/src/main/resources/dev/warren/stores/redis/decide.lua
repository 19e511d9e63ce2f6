-- The fast way of a decision: successes from which nothing follows. ARGV: epoch, and for each job the fence of its claim, and its result
-- after a '=' (nothing at all when it has none). Replies for each job 1, or 0 when it was left to the rules.
local count = #KEYS - JOBS
local there = redis.call('MGET', unpack(KEYS, JOBS + 1))
local reply = {0}

-- The revision after one: mostly they are the same.
local after = setmetatable({}, {
  __index = function(known, revision)
    local next = string.format('%04d', (tonumber(revision) + 1) % 10000)
    known[revision] = next
    return next
  end,
})

local records, open, succeeded = {}, {}, {}
for i = 1, count do
  local record = there[i]
  local kind = record and string.sub(record, 1, 3)
  if (kind == '1rF' or kind == '1rf') and string.sub(record, 8, 23) == ARGV[2 * i] then
    local result = ARGV[2 * i + 1]
    local flag = result == '' and 'n' or 't'
    if kind == '1rF' then
      flag = string.upper(flag)
    else
      open[#open + 1] = job(i)
      succeeded[#succeeded + 1] = at
      succeeded[#succeeded + 1] = job(i)
    end
    local n = #records
    records[n + 1] = KEYS[JOBS + i]
    records[n + 2] = '1s' .. flag .. after[string.sub(record, 4, 7)] .. string.sub(record, 8, 55) .. at .. string.sub(record, 72) .. string.sub(result, 2)
    reply[i + 1] = 1
  else
    reply[i + 1] = 0
  end
end
if #records > 0 then
  redis.call('MSET', unpack(records))
end
if #open > 0 then
  redis.call('ZREM', KEYS[4], unpack(open))
  redis.call('ZADD', KEYS[5], unpack(succeeded))
end
return reply
