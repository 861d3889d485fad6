-- What wrk sends: BENCH_CASE says which case, BENCH_PREFIX where the server has its paths.
-- SPDX-License-Identifier: MIT
local prefix = os.getenv("BENCH_PREFIX") or ""
local case = os.getenv("BENCH_CASE")
local rows = tonumber(os.getenv("BENCH_ROWS"))
local run = os.getenv("BENCH_RUN")
local authorization = { ["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN") }
local number, sent = 0, 0

function setup(thread)
    thread:set("me", number)
    number = number + 1
end

function init(arguments)
    math.randomseed(me + 1)
end

local function get_one()
    local id = string.format("01680000-0000-7000-8000-%012x", math.random(1, rows))
    return wrk.format("GET", prefix .. "/v1/contributions/" .. id, authorization)
end

local function get_page()
    return wrk.format("GET", prefix .. "/v1/contributions?limit=50", authorization)
end

local function post()
    sent = sent + 1
    local reference = string.format("%s-%d-%d", run, me, sent)
    local body = '{"fund":"kcst-pooled-budget","financial_year":"2019/20","amount_pence":1600000,'
        .. '"received_on":"2019-05-01","external_reference":"' .. reference .. '"}'
    return wrk.format("POST", prefix .. "/v1/contributions", {
        ["Authorization"] = authorization["Authorization"],
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = reference,
    }, body)
end

request = ({ one = get_one, page = get_page, post = post })[case]

-- One line for the bench to read: microseconds.
function done(summary, latency)
    local errors = summary.errors
    print(string.format("BENCH %d %d %d %d %d", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
