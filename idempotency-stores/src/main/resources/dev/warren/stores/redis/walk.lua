-- Jobs in the order of their arrival, the newest first, each with its place: young and settled ones. ARGV: epoch, the place before which they
-- are wanted (or nothing), how many.
local before = tonumber(ARGV[2]) or math.huge
local most = tonumber(ARGV[3])
local highest = ARGV[2] == '' and '+inf' or '(' .. ARGV[2]
local settled = redis.call('ZREVRANGEBYSCORE', KEYS[3], highest, '-inf', 'WITHSCORES', 'LIMIT', 0, most)

-- The jobs of an arrival that lie before, each with its place, in the order of their arrival.
local function jobs_of(arrival, first)
  local jobs, place, from = {}, first, 1
  while place < before and from <= #arrival do
    local colon = string.find(arrival, ':', from, true)
    local to = colon + tonumber(string.sub(arrival, from, colon - 1))
    jobs[#jobs + 1] = {string.sub(arrival, colon + 1, to), place}
    place, from = place + 1, to + 1
  end
  return jobs
end

local young = {}
local last = ARGV[2] == '' and '+' or digits(before - 1)
local count = 1
repeat
  local some = redis.call('XREVRANGE', KEYS[10], last, '-', 'COUNT', count)
  for _, arrival in ipairs(some) do
    local first = tonumber(string.match(arrival[1], '%d+'))
    local jobs = jobs_of(arrival[2][2], first)
    for i = #jobs, 1, -1 do
      young[#young + 1] = jobs[i]
    end
    last = digits(first - 1)
  end
  local found_all = #some < count
  count = math.min(16, 2 * count)
until found_all or #young >= most

local reply = {0}
local s, y = 1, 1
for _ = 1, most do
  local of_settled = tonumber(settled[s + 1] or '-1')
  local of_young = young[y] and young[y][2] or -1
  local place = math.max(of_settled, of_young)
  if place < 0 then
    break
  end
  reply[#reply + 1] = of_settled == place and settled[s] or young[y][1]
  reply[#reply + 1] = digits(place)
  s = of_settled == place and s + 2 or s
  y = of_young == place and y + 1 or y -- the same place: it was settled since
end
return reply
