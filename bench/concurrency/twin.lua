-- The Lua side of the benchmark: a worker that speaks one JSON object a line.
local wrap, yield = coroutine.wrap, coroutine.yield

local cases = {}

function cases.resume(n)
  local co = wrap(function()
    local i = 0
    while true do
      yield(i)
      i = i + 1
    end
  end)
  local sum = 0
  for _ = 1, n do sum = sum + co() end
  return sum
end

cases.resume_inline = cases.resume

function cases.send(n)
  local co = wrap(function()
    local sum = 0
    while true do sum = sum + yield(sum) end
  end)
  local sum = co()
  for i = 0, n - 1 do sum = co(i) end
  return sum
end

function cases.coroutine(n)
  local sum = 0
  local body = function(i) yield(i) end
  for i = 0, n - 1 do
    local co = wrap(body)
    sum = sum + co(i)
    if co() ~= nil then return -1 end
  end
  return sum
end

local names = {}
for name in pairs(cases) do names[#names + 1] = '"' .. name .. '"' end

local function say(text)
  io.stdout:write(text, "\n")
  io.stdout:flush()
end

say('{"version":"' .. _VERSION .. '","cases":[' .. table.concat(names, ",") .. "]}")
local case, size
for line in io.lines() do
  local what = line:match('"do":"(%w+)"')
  if what == "prepare" then
    case, size = cases[line:match('"case":"([%w_]+)"')], tonumber(line:match('"size":(%d+)'))
    say("{}")
  elseif what == "sample" then
    collectgarbage()
    local start = os.clock()
    local answer = case(size)
    local ns = math.max(1, math.floor((os.clock() - start) * 1e9))
    say(string.format('{"ns":%d,"cpu_ns":%d,"answer":"%d"}', ns, ns, answer))
  else
    say("{}")
  end
end
