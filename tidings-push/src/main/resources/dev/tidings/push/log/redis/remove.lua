-- Removes entries of an epoch and tells followers, which read the window again.
-- KEYS: stream, ids, order of ids, meta. ARGV: the epoch, then the ids of entries.
if redis.call('HGET', KEYS[4], 'epoch') ~= ARGV[1] then
  return {'0'}
end
local removed = 0
for i = 2, #ARGV do
  removed = removed + redis.call('XDEL', KEYS[1], ARGV[i])
end
if removed > 0 then
  -- What was removed does not count as trimmed. The ids of events stay, so that none of them is appended again.
  redis.call('HINCRBY', KEYS[4], 'added', -removed)
  redis.call('HINCRBY', KEYS[4], 'removals', 1)
end
return {tostring(removed)}
