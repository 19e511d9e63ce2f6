-- The fast way of a claim: grants what has no record. ARGV: epoch, owner, what stands after byte 71 of each record, and then by threes:
-- 'expires', which job, when; 'id', which job, its entry in ids; 'scope', 0, a scope of these jobs.
-- Replies the last fence before, and for each job its fence, or 0 when it was left to the rules.
if not is_live(ARGV[2]) then
  return {2}
end
local count = #KEYS - JOBS
local left, ids, scopes = {}, {}, {}
for i = 3 + count, #ARGV, 3 do
  local which = tonumber(ARGV[i + 1])
  if ARGV[i] == 'expires' then
    left[which] = tonumber(ARGV[i + 2]) <= now
  elseif ARGV[i] == 'id' then
    ids[which] = ARGV[i + 2]
  else
    scopes[#scopes + 1] = ARGV[i + 2]
  end
end

local first = next_fence()
local reply, records, arrived, named

-- New records of all jobs but those that are left out.
local function make(there)
  reply = {0, tonumber(store[2])}
  records, arrived, named = {}, {}, {}
  local rest = at .. NEVER
  local seen = {}
  local fence = first
  for i = 1, count do
    local name = job(i)
    if there[i] or left[i] or seen[name] then
      reply[i + 2] = 0
    else
      seen[name] = true
      reply[i + 2] = fence
      local text = digits(fence)
      local n = #records
      records[n + 1], records[n + 2] = KEYS[JOBS + i], '1rF0000' .. text .. text .. rest .. ARGV[2 + i]
      arrived[#arrived + 1] = name
      if ids[i] then
        named[#named + 1] = '0'
        named[#named + 1] = ids[i]
      end
      fence = fence + 1
    end
  end
end

make({}) -- mostly there is none before
if #records > 0 and redis.call('MSETNX', unpack(records)) == 0 then
  make(redis.call('MGET', unpack(KEYS, JOBS + 1)))
  if #records > 0 then
    redis.call('MSET', unpack(records))
  end
end
if #records > 0 then
  redis.call('HSET', KEYS[1], 'fence', digits(first + #arrived - 1))
  redis.call('SADD', KEYS[8], unpack(scopes))
  if #named > 0 then
    redis.call('ZADD', KEYS[7], unpack(named))
  end
  if #arrived % 2 == 1 then
    arrived[#arrived + 1] = ''
  end
  redis.call('XADD', KEYS[10], digits(first), unpack(arrived))
end
return reply
