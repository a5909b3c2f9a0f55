-- Drives wrk: each thread sends the messages of its own file, in their order and each once, and counts the answers.
--   wrk … -s load.lua URL -- FOLDER CANCEL_EVERY
-- FOLDER: with the files messages.0, messages.1 … and cancel.json. CANCEL_EVERY: of so many requests one cancels a
-- settlement that was answered before; 0: none does. The sums are the last line of stdout, as JSON.

local threads = {}
local headers = { ["Content-Type"] = "application/json" }
local find, match = string.find, string.match

function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end

function init(args)
  lines = io.lines(args[1] .. "/messages." .. number)
  cancel_every = tonumber(args[2])
  template = io.open(args[1] .. "/cancel.json"):read("*a")
  -- taken: messages read; settled, cancelled, refused: answers; odd: what was no answer of the gateway.
  taken, settled, cancelled, refused, odd, used_up = 0, 0, 0, 0, 0, 0
  complaint = ""
  asked, cancels = 0, 0
  open_settlements, seen = {}, {}
end

local function cancel_of(answer)
  cancels = cancels + 1
  local code = answer.msgid:sub(1, 12)
  -- Nines, since the message numbers of the files begin with the year they were made in.
  local fields = {
    SETL_ID = answer.setl_id,
    MDTRT_ID = answer.mdtrt_id,
    PSN_NO = answer.psn_no,
    FIXMEDINS_CODE = code,
    DIVISION = code:sub(2, 7),
    MSGID = code .. "9" .. answer.setl_id:sub(-16) .. number,
  }
  return (template:gsub("[A-Z]+_?[A-Z]*", fields))
end

function request()
  asked = asked + 1
  if cancel_every > 0 and asked % cancel_every == 0 and #open_settlements > 0 then
    return wrk.format("POST", nil, headers, cancel_of(table.remove(open_settlements)))
  end
  local body = used_up == 0 and lines() or nil
  if body then
    taken = taken + 1
    last = body
  else
    used_up = 1
    wrk.thread:stop()
  end
  return wrk.format("POST", nil, headers, body or last)
end

local function remember(body)
  local setl_id = match(body, '"setl_id":"(%d+)"')
  if seen[setl_id] then return end
  seen[setl_id] = true
  open_settlements[#open_settlements + 1] = {
    setl_id = setl_id,
    mdtrt_id = match(body, '"mdtrt_id":"(%d+)"'),
    psn_no = match(body, '"psn_no":"(%d+)"'),
    msgid = match(body, '"medins_setl_id":"(%w+)"'),
  }
end

function response(status, _, body)
  if status ~= 200 then
    odd = odd + 1
    complaint = body
  elseif not find(body, '"infcode":"0"', 1, true) then
    refused = refused + 1
    complaint = body
  elseif find(body, '"detlcutinfo"', 1, true) then
    settled = settled + 1
    if cancel_every > 0 and #open_settlements < 4 then remember(body) end
  else
    cancelled = cancelled + 1
  end
end

function done(summary, latency)
  local names = { "settled", "cancelled", "refused", "odd", "used_up" }
  local told = {}
  for _, name in ipairs(names) do
    local sum = 0
    for _, thread in ipairs(threads) do sum = sum + thread:get(name) end
    told[#told + 1] = string.format('"%s":%d', name, sum)
  end
  local taken, complaint = {}, ""
  for _, thread in ipairs(threads) do
    taken[#taken + 1] = thread:get("taken")
    complaint = thread:get("complaint") ~= "" and thread:get("complaint") or complaint
  end
  local errors = summary.errors
  io.stderr:write(complaint)
  io.write(string.format(
    '{%s,"taken":[%s],"errors":%d,"microseconds":%d,"p50":%d,"p99":%d}\n',
    table.concat(told, ","), table.concat(taken, ","),
    errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration, latency:percentile(50), latency:percentile(99)))
end
