-- Appends an event once. If the stream is missing, a new epoch starts.
-- KEYS: stream, ids, order of ids, meta. ARGV: a new epoch, the event's id, the number of entries to keep, the layout's
-- name, then fields and values.
local layout = redis.call('HGET', KEYS[4], 'layout')
if layout and layout ~= ARGV[4] then
  -- The log had another number of partitions in between: what it appended then is not here.
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
end
local epoch = redis.call('HGET', KEYS[4], 'epoch')
local fresh = not epoch or redis.call('EXISTS', KEYS[1]) == 0
local known = not fresh and redis.call('HGET', KEYS[2], ARGV[2])
if known then
  return {epoch, known}
end
-- The first write: Redis refuses it when it is out of memory, but allows later writes of a script.
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', unpack(ARGV, 5))
if fresh then
  epoch = ARGV[1]
  local since = string.format('%.0f', tonumber(string.match(id, '^%d+')) - 1)
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('HSET', KEYS[4], 'epoch', epoch, 'added', 0, 'since', since, 'layout', ARGV[4])
end
redis.call('HINCRBY', KEYS[4], 'added', 1)
redis.call('HSET', KEYS[2], ARGV[2], id)
if redis.call('RPUSH', KEYS[3], ARGV[2]) > tonumber(ARGV[3]) then
  redis.call('HDEL', KEYS[2], redis.call('LPOP', KEYS[3]))
end
return {epoch, id}
