-- Deposits, each under a uid of its own (a UUID of version 7: time first, then random), on the accounts from
-- first_account on.
local first_account, accounts
function init(args)
  first_account, accounts = tonumber(args[1]), tonumber(args[2])
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000003)
end

local random, format, time = math.random, string.format, os.time
function request()
  local ms = time() * 1000
  local body = format(
    '{"uid":"%08x-%04x-7%03x-%04x-%06x%06x","type":"DEPOSIT","amount":"1.00","user_id":%d}',
    math.floor(ms / 65536) % 4294967296, ms % 65536, random(0, 4095), 32768 + random(0, 16383),
    random(0, 16777215), random(0, 16777215), first_account + random(0, accounts - 1))
  return wrk.format("POST", "/v1/transaction", {["Content-Type"] = "application/json"}, body)
end
