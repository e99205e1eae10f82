-- Returns the number of partitions of the log and a name of this layout, which the first node sets.
-- KEYS: the layout. ARGV: this node's number, a new name.
local known = redis.call('HMGET', KEYS[1], 'partitions', 'name')
if not known[1] then
  redis.call('HSET', KEYS[1], 'partitions', ARGV[1], 'name', ARGV[2])
  known = {ARGV[1], ARGV[2]}
end
return known
