-- The fast way of a claim: grants what has no record. ARGV: epoch, owner, the arrival of all these jobs, what stands after byte 71 of each
-- record, and then by threes: 'left', which job, '' when it is none for this; 'expires', which job, when; 'id', which job, its entry in ids;
-- 'scope', 0, a scope of these jobs. Replies the last fence before, and for each job its fence, or 0 when it was left to the rules.
if not is_live(ARGV[2]) then
  return {2}
end
local count = #KEYS - JOBS
local left, ids, scopes = {}, {}, {}
for i = 4 + count, #ARGV, 3 do
  local which = tonumber(ARGV[i + 1])
  if ARGV[i] == 'left' then
    left[which] = true
  elseif ARGV[i] == 'expires' then
    left[which] = left[which] or tonumber(ARGV[i + 2]) <= now
  elseif ARGV[i] == 'id' then
    ids[which] = ARGV[i + 2]
  else
    scopes[#scopes + 1] = ARGV[i + 2]
  end
end

local first = next_fence()
local reply, records, named

-- New records of all jobs but those that are left, or there.
local function make(there)
  reply, records, named = {0, tonumber(store[2])}, {}, {}
  local rest = at .. NEVER
  local fence = first
  local low = first % 1000000
  local high = string.sub(digits(first), 1, 10) -- small numbers are quicker to write
  for i = 1, count do
    if left[i] or there[i] then
      reply[i + 2] = 0
    else
      local n = #records
      local text = low < 1000000 and high .. string.format('%06d', low) or digits(fence)
      reply[i + 2] = fence
      records[n + 1], records[n + 2] = KEYS[JOBS + i], '1rF0000' .. text .. text .. rest .. ARGV[3 + i]
      if ids[i] then
        named[#named + 1] = '0'
        named[#named + 1] = ids[i]
      end
      fence, low = fence + 1, low + 1
    end
  end
end

-- As it came, if all were new.
local function arrival()
  if #records == 2 * count then
    return ARGV[3]
  end
  local names = {}
  for i = 1, #records, 2 do
    local name = string.sub(records[i], #KEYS[1])
    names[#names + 1] = #name .. ':' .. name
  end
  return table.concat(names)
end

local function look()
  return redis.call('MGET', unpack(KEYS, JOBS + 1))
end

make(redis.call('EXISTS', KEYS[JOBS + 1]) == 1 and look() or {}) -- mostly all are new, or none
if #records > 0 and redis.call('MSETNX', unpack(records)) == 0 then
  make(look())
  if #records > 0 then
    redis.call('MSET', unpack(records))
  end
end
if #records > 0 then
  redis.call('HSET', KEYS[1], 'fence', digits(first + #records / 2 - 1))
  redis.call('SADD', KEYS[8], unpack(scopes))
  if #named > 0 then
    redis.call('ZADD', KEYS[7], unpack(named))
  end
  redis.call('XADD', KEYS[10], digits(first), 'jobs', arrival())
end
return reply
