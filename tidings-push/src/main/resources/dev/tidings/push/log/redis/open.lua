-- Finds the epoch, or starts one. Returns the epoch, the number of entries ever added, the current number of entries, the last
-- id, and the time in milliseconds before all entries of the epoch.
-- KEYS: stream, ids, order of ids, meta. ARGV: a new epoch; an epoch to end, or ''; the layout's name.
local layout = redis.call('HGET', KEYS[4], 'layout')
if layout and layout ~= ARGV[3] then
  -- The log had another number of partitions in between: what it appended then is not here.
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
end
local epoch = redis.call('HGET', KEYS[4], 'epoch')
local there = redis.call('EXISTS', KEYS[1]) == 1
if not epoch or not there or epoch == ARGV[2] then
  epoch = ARGV[1]
  local time = redis.call('TIME')
  local since = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
  -- The first write must be one that Redis refuses when it is out of memory: see append.lua.
  redis.call('HSET', KEYS[4], 'epoch', epoch, 'added', 0, 'since', since, 'layout', ARGV[3])
  redis.call('DEL', KEYS[2], KEYS[3])
  if not there then
    -- Creates an empty stream, so that a missing stream means that it was lost; entries are added later than now.
    redis.call('XGROUP', 'CREATE', KEYS[1], 'tidings', '$', 'MKSTREAM')
    redis.call('XGROUP', 'DESTROY', KEYS[1], 'tidings')
    redis.call('XSETID', KEYS[1], since .. '-0')
  end
end
local info = redis.call('XINFO', 'STREAM', KEYS[1])
local length, last = 0, '0-0'
for i = 1, #info, 2 do
  if info[i] == 'length' then length = info[i + 1] end
  if info[i] == 'last-generated-id' then last = info[i + 1] end
end
local meta = redis.call('HMGET', KEYS[4], 'added', 'since')
return {epoch, meta[1], tostring(length), last, meta[2]}
