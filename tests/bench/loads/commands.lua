-- Commands, each under a uid of its own (a UUID of version 7: time first, then random), on `accounts` accounts from
-- first_account on, or on those of a list, where several journals leave holes. The third argument is what is sent:
-- deposits, comments (deposits with one), accounts (opened), outside_ids (accounts opened with one), transfers, holds
-- (placed, and confirmed once the answer to the placing must be there), journals (one transfer in five) or mix.
local first_account, accounts, kind, connections
local listed = {}
function init(args)
  for id in args[1]:gmatch("%d+,") do listed[#listed + 1] = tonumber(id:sub(1, -2)) end
  first_account, accounts, kind, connections = tonumber(args[1]), tonumber(args[2]), args[3], tonumber(args[4])
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000003)
end

local random, format, time = math.random, string.format, os.time
local headers = {["Content-Type"] = "application/json"}

local function uid()
  local ms = time() * 1000
  return format("%08x-%04x-7%03x-%04x-%06x%06x", math.floor(ms / 65536) % 4294967296, ms % 65536, random(0, 4095),
    32768 + random(0, 16383), random(0, 16777215), random(0, 16777215))
end

local function account()
  if #listed > 0 then return listed[random(1, #listed)] end
  return first_account + random(0, accounts - 1)
end

local function payment(type, more)
  return wrk.format("POST", "/v1/transaction", headers,
    format('{"uid":"%s","type":"%s","amount":"1.00","user_id":%d%s}', uid(), type, account(), more or ""))
end

local function transfer()
  local from, to = account(), account()
  while from == to do to = account() end
  return wrk.format("POST", "/v1/transaction", headers,
    format('{"uid":"%s","type":"TRANSFER","amount":"1.00","user_id":%d,"to_user_id":%d}', uid(), from, to))
end

-- Uids of holds that were placed, oldest first. A connection waits for its answer before its next request, so after
-- this many requests a placing has long been answered.
local placed, oldest, newest = {}, 1, 0

local function hold()
  if newest - oldest + 1 > 8 * connections then
    local ended = placed[oldest]
    placed[oldest] = nil
    oldest = oldest + 1
    return wrk.format("POST", "/v1/hold/" .. ended .. "/confirm", headers, "{}")
  end
  newest = newest + 1
  placed[newest] = uid()
  return wrk.format("POST", "/v1/hold", headers,
    format('{"uid":"%s","user_id":%d,"service_id":"shop","amount":"1.00","timeout_seconds":600}', placed[newest],
      account()))
end

local function opened(outside_id)
  local named = outside_id and format(',"external_id":"%s"', uid()) or ""
  return wrk.format("POST", "/v1/user", headers, format('{"name":"Ann"%s}', named))
end

local turn = 0
local requests = {
  deposits = function() return payment("DEPOSIT") end,
  comments = function() return payment("DEPOSIT", ',"comment":"the monthly fee of a customer"') end,
  accounts = function() return opened(false) end,
  outside_ids = function() return opened(true) end,
  transfers = transfer,
  holds = hold,
  journals = function()
    turn = turn + 1
    return turn % 5 == 0 and transfer() or payment("DEPOSIT")
  end,
  mix = function()
    turn = (turn + 1) % 10
    if turn < 4 then return payment("DEPOSIT") end
    if turn < 6 then return payment("WITHDRAW") end
    if turn < 8 then return transfer() end
    return hold()
  end,
}

-- wrk makes one request more than it sends, the first, to look at it: it must not be a hold that is confirmed later.
local looked_at = false

function request()
  if not looked_at then
    looked_at = true
    return payment("DEPOSIT")
  end
  return requests[kind]()
end
