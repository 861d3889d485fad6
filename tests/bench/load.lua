-- What wrk sends: BENCH_CASE says which case, BENCH_PREFIX where the server has its paths, BENCH_ABOUT what is asked
-- for, or the fund it is about.
-- SPDX-License-Identifier: MIT
local prefix = os.getenv("BENCH_PREFIX") or ""
local case = os.getenv("BENCH_CASE")
local rows = tonumber(os.getenv("BENCH_ROWS"))
local run = os.getenv("BENCH_RUN")
local about = os.getenv("BENCH_ABOUT")
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

local function get_about()
    return wrk.format("GET", prefix .. about, authorization)
end

local function post_body(path, members)
    sent = sent + 1
    local reference = string.format("%s-%d-%d", run, me, sent)
    return wrk.format("POST", prefix .. path, {
        ["Authorization"] = authorization["Authorization"],
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = reference,
    }, '{' .. members .. ',"external_reference":"' .. reference .. '"}')
end

local function post()
    return post_body("/v1/contributions", '"fund":"kcst-pooled-budget","financial_year":"2019/20",'
        .. '"amount_pence":1600000,"received_on":"2019-05-01"')
end

local function spend()
    return post_body("/v1/expenditures", '"fund":"dhr-fund","purpose":"reviews","amount_pence":1600000,'
        .. '"incurred_on":"2019-05-01","decision":"As agreed"')
end

-- Without a decision, so that what is left is asked for; a dry run, so that the ledger stays as it is.
local function try_to_spend()
    return post_body("/v1/expenditures?dry_run=true", '"fund":"' .. about .. '","purpose":"purpose-5",'
        .. '"amount_pence":100,"incurred_on":"2019-05-01"')
end

request = ({ one = get_one, page = get_page, about = get_about, post = post, spend = spend,
    try_to_spend = try_to_spend })[case]

-- One line for the bench to read: microseconds.
function done(summary, latency)
    local errors = summary.errors
    print(string.format("BENCH %d %d %d %d %d", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
