-- Drives wrk: each thread sends the requests of its own file, in their order and each once, and counts the answers.
--   wrk … -s asks.lua URL -- FOLDER
-- FOLDER: with the files asks.0, asks.1 …, a request a line: path, token, key and body with tabs between them. The sums
-- are the last line of stdout, as JSON.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end

function init(args)
  lines = io.lines(args[1] .. "/asks." .. number)
  done_well, odd, complaint = 0, 0, ""
end

function request()
  local line = lines()
  if not line then
    wrk.thread:stop()
    lines = function() return nil end
    line = last
  end
  last = line
  local path, token, key, body = string.match(line, "^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
  local headers = {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. token,
    ["Idempotency-Key"] = key,
  }
  return wrk.format("POST", path, headers, body)
end

function response(status, _, body)
  if status == 201 then
    done_well = done_well + 1
  else
    odd = odd + 1
    complaint = body
  end
end

function done(summary, latency)
  local done_well, odd = 0, 0
  for _, thread in ipairs(threads) do
    done_well = done_well + thread:get("done_well")
    odd = odd + thread:get("odd")
    io.stderr:write(thread:get("complaint"))
  end
  io.write(string.format(
    '{"done":%d,"odd":%d,"microseconds":%d,"p50":%d,"p99":%d}\n',
    done_well, odd, summary.duration, latency:percentile(50), latency:percentile(99)))
end
