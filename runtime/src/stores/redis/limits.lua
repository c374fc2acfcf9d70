-- Pools of rate limits; the same arithmetic as in limit_pool.rs. Times are in microseconds of this server's clock.
--
-- KEYS: the pools. ARGV[1]: `take` with the longest wait in ARGV[2]; or `used`, `left` or `closed` with a number in ARGV[2].
-- Then for each pool: `window` or `counter`, its maximum, its period in milliseconds, by how many thousandths a counter sinks in a period,
-- and the cost of the call.
-- Returns: {0, microseconds to wait} admitted; {1, microseconds} it would have to wait longer than it can; {2} never.
local SLOTS, MARGIN_PART, MARGIN = 64, 48, 250000
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function load(at)
    local arg = function(number) return ARGV[2 + (at - 1) * 5 + number] end
    local text = redis.call('GET', KEYS[at])
    local pool = text and cmsgpack.unpack(text) or { written = now, last = 0, closed = 0, level = 0, slots = {} }
    local back = pool.written - now
    if back > 0 then -- the clock was set back, or is another server's
        pool.last, pool.closed = pool.last - back, pool.closed - back
        for slot = 1, #pool.slots, 2 do
            pool.slots[slot] = pool.slots[slot] - back
        end
    end
    pool.window = arg(1) == 'window'
    pool.max, pool.per, pool.decay, pool.cost = tonumber(arg(2)), tonumber(arg(3)), tonumber(arg(4)), tonumber(arg(5))
    local declared = math.max(pool.per * 1000, 1)
    pool.length = declared + math.min(math.floor(declared / MARGIN_PART), MARGIN)
    pool.width = math.max(math.floor(declared / SLOTS), 1)
    return pool
end

local function level_at(pool, at)
    return math.max(0, pool.level - math.floor(math.max(0, at - pool.last) * pool.decay / math.max(pool.per, 1)))
end

local function earliest(pool)
    local from = math.max(now, pool.last, pool.closed)
    local room = pool.max - math.min(pool.cost, pool.max)
    if pool.window then
        if pool.max == 0 then
            return pool.cost == 0 and from or nil
        end
        local used, at = 0, from
        for slot = 2, #pool.slots, 2 do
            used = used + pool.slots[slot]
        end
        for slot = 1, #pool.slots, 2 do
            local ends = pool.slots[slot] + pool.width + pool.length
            if ends > from then
                if used <= room then
                    break
                end
                at = math.max(at, ends)
            end
            used = used - pool.slots[slot + 1]
        end
        return at
    end
    local over = level_at(pool, from) - room * 1000000
    if over <= 0 then
        return from
    end
    return pool.decay > 0 and from + math.floor(over * math.max(pool.per, 1) / pool.decay) + 1 or nil
end

local function add(pool, at, cost)
    local kept = {}
    for slot = 1, #pool.slots, 2 do
        if pool.slots[slot] + pool.width + pool.length > at then
            kept[#kept + 1] = pool.slots[slot]
            kept[#kept + 1] = pool.slots[slot + 1]
        end
    end
    local begins = at - at % pool.width
    if kept[#kept - 1] == begins then
        kept[#kept] = kept[#kept] + cost
    elseif cost > 0 then
        kept[#kept + 1] = begins
        kept[#kept + 1] = cost
    end
    pool.slots = kept
end

local function take(pool, at)
    at = math.max(at, pool.last)
    if pool.window then
        add(pool, at, pool.cost)
    else
        pool.level = level_at(pool, at) + pool.cost * 1000000
    end
    pool.last = at
end

local function raise(pool, used)
    local at = math.max(now, pool.last)
    if pool.window then
        local counted = 0
        for slot = 1, #pool.slots, 2 do
            if pool.slots[slot] + pool.width + pool.length > now then
                counted = counted + pool.slots[slot + 1]
            end
        end
        add(pool, at, math.max(0, used - counted))
    else
        pool.level = math.max(level_at(pool, at), used * 1000000)
    end
    pool.last = at
end

local function store(at, pool)
    -- Kept as long as anything counts, and a little longer.
    local ends = math.max(pool.last, pool.closed, now) + pool.length + pool.width
    if not pool.window and pool.decay > 0 then
        ends = ends + pool.level * pool.per / pool.decay
    end
    local state = { written = now, last = pool.last, closed = pool.closed, level = pool.level, slots = pool.slots }
    redis.call('SET', KEYS[at], cmsgpack.pack(state), 'PX', string.format('%.0f', math.ceil((ends - now) / 1000) + 1000))
end

local pools, what, number = {}, ARGV[1], tonumber(ARGV[2])
for at = 1, #KEYS do
    pools[at] = load(at)
end
if what ~= 'take' then
    local pool = pools[1]
    if what == 'closed' then
        pool.closed = math.max(pool.closed, now + number)
    else
        raise(pool, what == 'used' and number or math.max(0, pool.max - number))
    end
    store(1, pool)
    return { 0, '0' }
end
local at = now
for _, pool in ipairs(pools) do
    local free = earliest(pool)
    if not free then
        return { 2, '0' }
    end
    at = math.max(at, free)
end
local wait = string.format('%.0f', at - now)
if at - now > number then
    return { 1, wait }
end
for number, pool in ipairs(pools) do
    take(pool, at)
    store(number, pool)
end
return { 0, wait }
