-- What is needed to apply the rules: records, and when the leases of their owners end. ARGV: epoch, an owner whose lease must run (or
-- nothing), how many fences to take. Replies the last fence before, the first one taken, the time, and for each job its record (or
-- nothing) and the end of its owner's lease (empty when there is none).
if ARGV[2] ~= '' and not is_live(ARGV[2]) then
  return {2}
end
local fences = tonumber(ARGV[3])
local first = next_fence()
if fences > 0 then
  redis.call('HSET', KEYS[1], 'fence', digits(first + fences - 1))
end
local reply = {0, tonumber(store[2]), first, at}
local there = redis.call('MGET', unpack(KEYS, JOBS + 1))
for i = 1, #KEYS - JOBS do
  local record = there[i]
  local ends = ''
  if record then
    local id = tonumber(string.sub(record, 72, 74))
    local length = tonumber(string.sub(record, 75 + id, 79 + id))
    if length > 0 then
      ends = redis.call('ZSCORE', KEYS[2], string.sub(record, 80 + id, 79 + id + length)) or ''
    end
  end
  reply[#reply + 1] = record
  reply[#reply + 1] = ends
end
return reply
