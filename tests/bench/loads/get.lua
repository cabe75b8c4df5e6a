-- The same path again and again.
local path
function init(args)
  path = args[1]
end
function request()
  return wrk.format("GET", path)
end
