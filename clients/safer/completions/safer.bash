# Completes the command line of safer in bash: source this file, or install it as
# /usr/share/bash-completion/completions/safer
# SPDX-License-Identifier: MIT

_safer_common='-h --help --url --token --token-file --ca-file --insecure-http --timeout --retry-for'

# The options of one command, as safer COMMAND --help shows them.
_safer_options() {
    case $1 in
    'contributions' | 'budget' | 'indicators' | 'meetings' | 'projects' | 'grants' | 'grants round' | \
        'grants bid' | 'grants award' | 'grants return' | 'grants refund')
        printf '%s' '-h --help'
        ;;
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
    'meetings next') printf '%s' "$_safer_common --from --limit --json -o --output" ;;
    'meetings show') printf '%s' "$_safer_common --notes --markdown --html --json -o --output" ;;
    'meetings decisions') printf '%s' "$_safer_common --body --from --to --stage --csv --json -o --output" ;;
    'meetings follow-ups')
        printf '%s' "$_safer_common --body --open --overdue --all --partner --csv --json -o --output"
        ;;
    'meetings watch') printf '%s' "$_safer_common --on --fail-on --json -o --output" ;;
    'meetings create') printf '%s' "$_safer_common --ends --note --dry-run --json" ;;
    'meetings agenda') printf '%s' "$_safer_common --dry-run --json" ;;
    'meetings item')
        printf '%s' "$_safer_common --kind --description --verbal --restricted --public-interest" \
            ' --public-title --dry-run --json'
        ;;
    'meetings paper')
        printf '%s' "$_safer_common --text --link --file --summary --classification --by --recommend" \
            ' --replace --restricted --public-interest --public-title --dry-run --json'
        ;;
    'meetings file') printf '%s' "$_safer_common -o --output" ;;
    'meetings declare') printf '%s' "$_safer_common --item --withdrew --dry-run --json" ;;
    'meetings import') printf '%s' "$_safer_common --body --published-on --dry-run --json" ;;
    'meetings publish') printf '%s' "$_safer_common --on --dry-run --json" ;;
    'meetings reply') printf '%s' "$_safer_common --attends --apologies --deputy --dry-run --json" ;;
    'meetings cancel') printf '%s' "$_safer_common --dry-run --json" ;;
    'meetings attend')
        printf '%s' "$_safer_common --deputy-for --in-attendance --from-item --until-item --dry-run" \
            ' --json'
        ;;
    'meetings leave') printf '%s' "$_safer_common --dry-run --json" ;;
    'meetings minute')
        printf '%s' "$_safer_common --replace --restricted --public-interest --dry-run --json"
        ;;
    'meetings decide')
        printf '%s' "$_safer_common --recommended --stage --condition --option --chosen --follow-up" \
            ' --due --partner --office --dry-run --json'
        ;;
    'meetings hold') printf '%s' "$_safer_common --present --attending --dry-run --json" ;;
    'meetings approve') printf '%s' "$_safer_common --subject-to --dry-run --json" ;;
    'meetings close-follow-up') printf '%s' "$_safer_common --follow-up --because --dry-run --json" ;;
    'projects list') printf '%s' "$_safer_common --state --lead --priority --csv --json -o --output" ;;
    'projects show') printf '%s' "$_safer_common --csv --json -o --output" ;;
    'projects report') printf '%s' "$_safer_common --round --csv --json -o --output" ;;
    'grants round list') printf '%s' "$_safer_common --fund --csv --json -o --output" ;;
    'grants round show') printf '%s' "$_safer_common --json -o --output" ;;
    'grants round create')
        printf '%s' "$_safer_common --fund --opens --closes --body --public --link --note" \
            ' --dry-run --json'
        ;;
    'grants round criteria') printf '%s' "$_safer_common --criterion --optional --dry-run --json" ;;
    'grants round account') printf '%s' "$_safer_common --csv --json -o --output" ;;
    'grants bid make')
        printf '%s' "$_safer_common --match-cash --match-kind --from --to --answer --dry-run" \
            ' --json'
        ;;
    'grants bid list') printf '%s' "$_safer_common --state --bidder --csv --json -o --output" ;;
    'grants bid show') printf '%s' "$_safer_common --json -o --output" ;;
    'grants bid similar') printf '%s' "$_safer_common --csv --json -o --output" ;;
    'grants bid withdraw') printf '%s' "$_safer_common --dry-run --json" ;;
    'grants bid reject') printf '%s' "$_safer_common --decision --dry-run --json" ;;
    'grants award make')
        printf '%s' "$_safer_common --decision --tranche --condition --return --note --yes" \
            ' --dry-run --json'
        ;;
    'grants award list')
        printf '%s' "$_safer_common --round --project --recipient --priority --state --csv --json" \
            ' -o --output'
        ;;
    'grants award show') printf '%s' "$_safer_common --json -o --output" ;;
    'grants award tranches') printf '%s' "$_safer_common --tranche --dry-run --json" ;;
    'grants award condition') printf '%s' "$_safer_common --on --note --dry-run --json" ;;
    'grants award withdraw') printf '%s' "$_safer_common --on --dry-run --json" ;;
    'grants award complete') printf '%s' "$_safer_common --on --dry-run --json" ;;
    'grants pay') printf '%s' "$_safer_common --on --reference --note --yes --dry-run --json" ;;
    'grants return list')
        printf '%s' "$_safer_common --round --project --recipient --state --overdue --from --to" \
            ' --csv --json -o --output'
        ;;
    'grants return ask') printf '%s' "$_safer_common --dry-run --json" ;;
    'grants return make') printf '%s' "$_safer_common --on --dry-run --json" ;;
    'grants return accept') printf '%s' "$_safer_common --dry-run --json" ;;
    'grants return fail') printf '%s' "$_safer_common --dry-run --json" ;;
    'grants refund list') printf '%s' "$_safer_common --csv --json -o --output" ;;
    'grants refund make') printf '%s' "$_safer_common --on --reference --yes --dry-run --json" ;;
    'grants refund reverse') printf '%s' "$_safer_common --yes --dry-run --json" ;;
    'search')
        printf '%s' "$_safer_common --kind --body --from --to --limit --csv --json -o --output"
        ;;
    'get') printf '%s' "$_safer_common --csv --format --all -q --query -o --output" ;;
    'token') printf '%s' "$_safer_common --client --partner --subject --scope --ttl --saferd --token-url" ;;
    *) printf '%s' "$_safer_common --version" ;;
    esac
}

# What may follow an option that takes a value; nothing for a free one.
_safer_values() { # OPTION COMMAND
    case $1 in
    --fund) printf '%s' 'kcst-pooled-budget dhr-fund' ;;
    --partner | --lead | --recipient | --bidder) printf '%s' 'kcc kfrs kent-police' ;;
    --state)
        case $2 in
        indicators*) printf '%s' 'proposed agreed retired' ;;
        projects*) printf '%s' 'proposed approved active complete withdrawn' ;;
        'grants bid'*) printf '%s' 'submitted withdrawn rejected awarded' ;;
        'grants award'*) printf '%s' 'active complete withdrawn' ;;
        'grants return'*) printf '%s' 'due received accepted failed' ;;
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
    --fail-on)
        case $2 in
        meetings*) printf '%s' 'overdue gap' ;;
        *) printf '%s' 'concern change any' ;;
        esac
        ;;
    --body) printf '%s' 'kcsp kcst-smt kcsp-working-group' ;;
    --stage) printf '%s' 'in_principle conditional final' ;;
    --restricted) printf '%s' '1 2 3 4 5 6 7 confidential not_stated' ;;
    --kind)
        case $2 in
        search) printf '%s' 'meeting item paper minute decision follow_up action priority theme plan chapter' ;;
        *)
            printf '%s' 'business apologies declarations minutes follow_ups budget performance_report' \
                ' next_meeting'
            ;;
        esac
        ;;
    --due)
        case $2 in
        meetings*) printf '%s' 'next_meeting future_meeting' ;;
        esac
        ;;
    --season) printf '%s' 'auto none' ;;
    esac
}

# The commands that may follow what is named so far; none behind a whole command.
_safer_commands() {
    case $1 in
    '')
        printf '%s' 'contributions schedule budget indicators exceptions report meetings projects grants' \
            ' search get token'
        ;;
    'contributions') printf '%s' 'post list' ;;
    'budget') printf '%s' 'statement forecast shares spend close withdraw' ;;
    'indicators') printf '%s' 'list pull push chart' ;;
    'meetings')
        printf '%s' 'next show file decisions follow-ups watch create agenda item paper import publish reply' \
            ' cancel attend leave declare minute decide hold approve close-follow-up'
        ;;
    'projects') printf '%s' 'list show report' ;;
    'grants') printf '%s' 'round bid award pay return refund' ;;
    'grants round') printf '%s' 'list show create criteria account' ;;
    'grants bid') printf '%s' 'make list show similar withdraw reject' ;;
    'grants award') printf '%s' 'make list show tranches condition withdraw complete' ;;
    'grants return') printf '%s' 'list ask make accept fail' ;;
    'grants refund') printf '%s' 'list make reverse' ;;
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
            --focus | --resume | --again | --no-screen | --summary | --detail | \
            --apologies | --attends | --html | --in-attendance | --markdown | --notes | \
            --open | --overdue | --public | --recommended | --replace | --verbal | --withdrew | \
            -h | --help | --version) ;;
        -*) skip=yes ;;
        *)
            if [[ " $(_safer_commands "$command") " == *" $word "* ]]; then
                command=${command:+$command }$word
            fi
            ;;
        esac
    done
}

_safer() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command words=
    COMPREPLY=()
    _safer_command
    case $previous in
    --token-file | --ca-file | --saferd | --output | -o | --svg | --file)
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --fund | --partner | --lead | --recipient | --bidder | --state | --format | --priority | --area | \
        --season | --fail-on | --body | --stage | --restricted | --kind | --due)
        mapfile -t COMPREPLY < <(compgen -W "$(_safer_values "$previous" "$command")" -- "$current")
        return
        ;;
    --url | --token | --timeout | --retry-for | --financial-year | --query | -q | --client | \
        --subject | --scope | --ttl | --token-url | --as-of | --from | --to | --opening | --contribution | \
        --start | --cost | --actual-until | --on | --agreement | --notice-on | --effective-on | \
        --width | --limits-from-first | --shift | --trend | \
        --quarter | --number | \
        --attending | --because | --by | --chosen | --classification | --condition | --deputy | \
        --deputy-for | --description | --ends | --follow-up | --from-item | --item | --limit | --link | \
        --note | --office | --option | --present | --public-interest | --public-title | \
        --published-on | --recommend | --subject-to | --text | --until-item | \
        --answer | --closes | --criterion | --decision | --match-cash | --match-kind | --opens | --optional | \
        --project | --reference | --return | --round | --tranche)
        return
        ;;
    esac
    if [[ $current == -* ]]; then
        words=$(_safer_options "$command")
    else
        words=$(_safer_commands "$command")
        case $command in
        'meetings next' | 'meetings watch' | 'meetings create') words='kcsp kcst-smt kcsp-working-group' ;;
        'meetings publish') words='agenda notice minutes' ;;
        'grants award condition') words='met failed' ;;
        'contributions post' | 'budget spend' | 'indicators push' | 'meetings import')
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        get) words='/v1/partners /v1/agreements /v1/funds /v1/contributions /v1/audit-events' ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o filenames -F _safer safer
