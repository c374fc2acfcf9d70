-- Claims a delivery. KEYS[1]: the delivery. ARGV: who claims it, for how many milliseconds.
-- Returns: 0 claimed, 1 claimed by another, 2 done.
local known = redis.call('GET', KEYS[1])
if known == 'done' then
    return 2
end
if known and known ~= 'claimed ' .. ARGV[1] then
    return 1
end
redis.call('SET', KEYS[1], 'claimed ' .. ARGV[1], 'PX', ARGV[2])
return 0
