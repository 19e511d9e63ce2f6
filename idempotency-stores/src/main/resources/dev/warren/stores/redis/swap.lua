-- Writes records that nobody has changed since they were read. ARGV: epoch, an owner whose lease must run (or nothing), and for each job
-- seven, see writing.lua. Replies for each job 1 or 0.
if ARGV[2] ~= '' and not is_live(ARGV[2]) then
  return {2}
end
local reply = {0}
for i = 1, #KEYS - JOBS do
  local a = 7 * i - 4
  if is_as_read(i, a) then
    write(i, a)
    reply[i + 1] = 1
  else
    reply[i + 1] = 0
  end
end
return reply
