-- Jobs that arrived some microseconds ago or earlier, the longest ago first. ARGV: epoch, NEXT for those that had no first look, or ALL,
-- microseconds, how many bytes are enough. Replies 1 when there may be more, else 0; and for each arrival its id and its jobs.
local from = '-'
local clock = now
if ARGV[2] == 'NEXT' then
  from = digits(tonumber(redis.call('HGET', KEYS[1], 'looked') or '0') + 1)
  clock = math.max(now, tonumber(store[2])) -- fences that run ahead of a clock that was set back are no reason to pass any over
end
local limit = digits(math.max(0, clock - tonumber(ARGV[3])))
local reply, bytes, count = {0, 0}, 0, 1
local found_all
repeat
  local some = redis.call('XRANGE', KEYS[10], from, limit, 'COUNT', count)
  for _, arrival in ipairs(some) do
    reply[#reply + 1] = arrival[1]
    reply[#reply + 1] = arrival[2][2]
    bytes = bytes + #arrival[2][2]
    from = digits(tonumber(string.match(arrival[1], '%d+')) + 1)
  end
  found_all = #some < count
  count = math.min(16, 2 * count)
until found_all or bytes >= tonumber(ARGV[4])
reply[2] = found_all and 0 or 1
return reply
