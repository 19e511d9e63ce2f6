-- The second look at jobs in the order of their arrival: plain successes whose retention is over are deleted, the others settled, and the
-- arrivals deleted with them. ARGV: epoch, microseconds of retention, how many may be deleted, the ids of the arrivals. Replies how many jobs
-- were deleted. If there were more, the arrivals stay for another look.
redis.call('ZREM', KEYS[4], '') -- after a write that needs no room a full server does not refuse what follows
local limit = digits(math.max(0, now - tonumber(ARGV[2])))
local most = tonumber(ARGV[3])
local forgotten, ids = {}, {}
local found_all = true
for i = 1, #KEYS - JOBS do
  local key = KEYS[JOBS + i]
  local head = young(i)
  local over = head and string.sub(head, 2, 2) == 's' and string.sub(head, 56, 71) < limit
  if over and #forgotten == most then
    found_all = false
    break
  elseif over then
    forgotten[#forgotten + 1] = key
    local length = tonumber(string.sub(head, 72, 74))
    if length > 0 then
      ids[#ids + 1] = length .. ':' .. redis.call('GETRANGE', key, 74, 73 + length) .. ':' .. job(i)
    end
  elseif head then
    settle(i, head)
  end
end
local deleted = 0
if #forgotten > 0 then
  deleted = redis.call('UNLINK', unpack(forgotten)) -- one that two arrivals name counts once
end
if #ids > 0 then
  redis.call('ZREM', KEYS[7], unpack(ids))
end
if found_all then
  redis.call('XDEL', KEYS[10], unpack(ARGV, 4))
end
return {0, deleted}
