# Completes the command line of safer in bash: source this file, or install it as
# /usr/share/bash-completion/completions/safer
# SPDX-License-Identifier: MIT

_safer_common='-h --help --url --token --token-file --ca-file --insecure-http --timeout --retry-for'

# The options of one command, as safer COMMAND --help shows them.
_safer_options() {
    case $1 in
    'contributions' | 'budget' | 'indicators') printf '%s' '-h --help' ;;
    'contributions post' | 'budget spend')
        printf '%s' "$_safer_common --fund --yes --dry-run --json"
        ;;
    'contributions list')
        printf '%s' "$_safer_common --fund --partner --financial-year --state --csv --json -o --output"
        ;;
    'schedule') printf '%s' "$_safer_common --fund --financial-year --csv --json -o --output" ;;
    'budget statement')
        printf '%s' "$_safer_common --fund --financial-year --as-of --csv --json -o --output"
        ;;
    'budget forecast')
        printf '%s' "$_safer_common --fund --from --to --opening --contribution --due --start --cost" \
            ' --actual-until --csv --json -o --output'
        ;;
    'budget shares') printf '%s' "$_safer_common --fund --on --csv --json -o --output" ;;
    'budget close') printf '%s' "$_safer_common --fund --financial-year --yes --dry-run" ;;
    'budget withdraw')
        printf '%s' "$_safer_common --agreement --partner --notice-on --effective-on --for-good --yes"
        ;;
    'indicators list') printf '%s' "$_safer_common --priority --focus --state --csv --json -o --output" ;;
    'indicators pull') printf '%s' "$_safer_common --area --from --to -o --output --resume" ;;
    'indicators push') printf '%s' "$_safer_common --dry-run --again --json" ;;
    'indicators chart')
        printf '%s' "$_safer_common --area --from --to --season --limits-from-first --shift --trend" \
            ' --no-screen --svg --width'
        ;;
    'exceptions')
        printf '%s' "$_safer_common --quarter --area --priority --fail-on --csv --json -o --output"
        ;;
    'report') printf '%s' "$_safer_common --summary --detail --number --format -o --output" ;;
    'get') printf '%s' "$_safer_common --csv --format --all -q --query -o --output" ;;
    'token') printf '%s' "$_safer_common --client --partner --scope --ttl --saferd --token-url" ;;
    *) printf '%s' "$_safer_common --version" ;;
    esac
}

# What may follow an option that takes a value; nothing for a free one.
_safer_values() { # OPTION COMMAND
    case $1 in
    --fund) printf '%s' 'kcst-pooled-budget dhr-fund' ;;
    --partner) printf '%s' 'kcc kfrs kent-police' ;;
    --state)
        case $2 in
        indicators*) printf '%s' 'proposed agreed retired' ;;
        *) printf '%s' 'unconfirmed confirmed reversed' ;;
        esac
        ;;
    --priority)
        printf '%s' 'anti-social-behaviour domestic-abuse substance-misuse' \
            ' safeguarding-vulnerable-people serious-and-organised-crime road-safety'
        ;;
    --area) printf '%s' 'E10000016 E06000035' ;;
    --format)
        case $2 in
        report) printf '%s' 'markdown json csv' ;;
        *) printf '%s' 'json csv' ;;
        esac
        ;;
    --fail-on) printf '%s' 'concern change any' ;;
    --season) printf '%s' 'auto none' ;;
    esac
}

# Sets `command` to the command named so far, without options and their values.
_safer_command() {
    local index word skip=
    command=
    for ((index = 1; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if [[ -n $skip ]]; then
            skip=
            continue
        fi
        case $word in
        --insecure-http | --yes | --dry-run | --for-good | --json | --csv | --all | \
            --focus | --resume | --again | --no-screen | --summary | --detail | -h | --help | --version) ;;
        -*) skip=yes ;;
        contributions | schedule | budget | indicators | exceptions | report | get | token)
            [[ -n $command ]] || command=$word
            ;;
        post) [[ $command != contributions ]] || command="contributions $word" ;;
        list) [[ $command != contributions && $command != indicators ]] || command="$command $word" ;;
        pull | push | chart) [[ $command != indicators ]] || command="indicators $word" ;;
        statement | forecast | shares | spend | close | withdraw)
            [[ $command != budget ]] || command="budget $word"
            ;;
        esac
    done
}

_safer() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command words=
    COMPREPLY=()
    _safer_command
    case $previous in
    --token-file | --ca-file | --saferd | --output | -o | --svg)
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --fund | --partner | --state | --format | --priority | --area | --season | --fail-on)
        mapfile -t COMPREPLY < <(compgen -W "$(_safer_values "$previous" "$command")" -- "$current")
        return
        ;;
    --url | --token | --timeout | --retry-for | --financial-year | --query | -q | --client | \
        --scope | --ttl | --token-url | --as-of | --from | --to | --opening | --contribution | --due | \
        --start | --cost | --actual-until | --on | --agreement | --notice-on | --effective-on | \
        --width | --limits-from-first | --shift | --trend | \
        --quarter | --number)
        return
        ;;
    esac
    if [[ $current == -* ]]; then
        words=$(_safer_options "$command")
    else
        case $command in
        '') words='contributions schedule budget indicators exceptions report get token' ;;
        contributions) words='post list' ;;
        indicators) words='list pull push chart' ;;
        budget) words='statement forecast shares spend close withdraw' ;;
        'contributions post' | 'budget spend' | 'indicators push')
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        get) words='/v1/partners /v1/agreements /v1/funds /v1/contributions /v1/audit-events' ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o filenames -F _safer safer
