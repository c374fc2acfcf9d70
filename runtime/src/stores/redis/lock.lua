-- Locks a key, in the order in which callers asked.
--
-- KEYS: the lock, the queue of those who wait, until when each of them is known to be alive, and since when this run of the server is known.
-- ARGV: who asks, for how many milliseconds the lock is needed, how long one who waits may be silent, for how long no lock is given after a
-- run began: locks that an earlier run forgot may still be held.
-- Returns: 0 locked, 1 first in the queue, 2 further behind.
local lock, queue, alive = KEYS[1], KEYS[2], KEYS[3]
local me, lease, silence, grace = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function is_settled()
    local info = redis.call('INFO', 'server')
    local run = string.match(info, 'run_id:(%x+)') or 'unknown'
    local writer, since = string.match(redis.call('GET', KEYS[4]) or '', '^(%w+) (%d+)$')
    if writer ~= run then
        local uptime = tonumber(string.match(info, 'uptime_in_seconds:(%d+)') or '0')
        since = writer and now or now - uptime * 1000
        redis.call('SET', KEYS[4], string.format('%s %.0f', run, since))
    end
    return now - tonumber(since) >= math.min(tonumber(lease), grace)
end

local holder = redis.call('GET', lock)
if holder == me then
    return 0 -- the answer to an earlier attempt was lost
end
local first = redis.call('LINDEX', queue, 0)
while first and first ~= me and tonumber(redis.call('HGET', alive, first) or '0') < now do
    redis.call('LPOP', queue)
    redis.call('HDEL', alive, first)
    first = redis.call('LINDEX', queue, 0)
end
if not holder and (not first or first == me) and is_settled() then
    redis.call('SET', lock, me, 'PX', lease)
    if first then
        redis.call('LPOP', queue)
        redis.call('HDEL', alive, me)
    end
    return 0
end
if redis.call('HEXISTS', alive, me) == 0 then
    redis.call('RPUSH', queue, me)
end
redis.call('HSET', alive, me, now + silence)
redis.call('PEXPIRE', queue, silence * 10)
redis.call('PEXPIRE', alive, silence * 10)
return redis.call('LINDEX', queue, 0) == me and 1 or 2
