-- The next nonce of a key.
--
-- KEYS[1]: the record: the last nonce, and the run of the server that wrote it.
-- ARGV: the least number (high, low), how many numbers a second has, by how much nonces may be ahead of this server's clock (high, low).
-- Numbers are pairs of base 10^9, because a Lua number has 53 bits.
-- Returns: a nonce {0, high, low}; or {1, milliseconds} to wait, because nonces are too far ahead of the clock.
local BASE = 1000000000

local function less(a, b)
    return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])
end

local function plus(a, b)
    local low = a[2] + b[2]
    local carry = math.floor(low / BASE)
    return { a[1] + b[1] + carry, low - carry * BASE }
end

local function pair(high, low)
    return { tonumber(high), tonumber(low) }
end

local time = redis.call('TIME')
local seconds, micros, unit = tonumber(time[1]), tonumber(time[2]), tonumber(ARGV[3])
local now
if unit == BASE then
    now = { seconds, micros * 1000 }
else
    now = plus({ 0, 0 }, { 0, seconds * unit + math.floor(micros * unit / 1000000) })
end
-- No nonce above this is ever issued at this time.
local bound = plus(now, pair(ARGV[4], ARGV[5]))

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') or 'unknown'
local high, low, writer = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (%d+) (%w+)$')
local nonce = pair(ARGV[1], ARGV[2])
if high then
    local after = plus(pair(high, low), { 0, 1 })
    if less(nonce, after) then
        nonce = after
    end
end
-- The record is new, or was written before the server was restarted or replaced: later nonces may have been lost. All of them were at most
-- the bound of an earlier time.
if writer ~= run and less(nonce, bound) then
    nonce = bound
end
if less(bound, nonce) then
    local ahead = (nonce[1] - bound[1]) * BASE + nonce[2] - bound[2]
    return { 1, string.format('%.0f', math.ceil(ahead * 1000 / unit)) }
end
redis.call('SET', KEYS[1], string.format('%.0f %.0f %s', nonce[1], nonce[2], run))
return { 0, string.format('%.0f', nonce[1]), string.format('%.0f', nonce[2]) }
