# Completes the command line of safer in fish: put this file into ~/.config/fish/completions.
# SPDX-License-Identifier: MIT

# Whether exactly these commands have been named so far.
function __safer_at
    set -l named
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case --insecure-http --yes --dry-run --for-good --json --csv --all --focus --resume --again --no-screen --summary --detail --apologies --attends --html --in-attendance --markdown --notes --open --overdue --recommended --replace --verbal -h --help --version
            case '-*'
                set skip yes
            case contributions schedule budget indicators exceptions report meetings get token post list statement forecast shares spend close withdraw pull push chart next show decisions follow-ups watch create agenda item import publish reply cancel attend leave minute decide hold approve close-follow-up
                # What is named behind a command is its argument: safer meetings publish MEETING agenda.
                test (count $named) -ge 2; or set -a named $word
        end
    end
    test "$named" = "$argv"
end

complete -c safer -f
complete -c safer -s h -l help -d 'Show help'
complete -c safer -n '__safer_at' -l version -d 'Show the version'
complete -c safer -n '__safer_at' -a contributions -d 'Post or list contributions'
complete -c safer -n '__safer_at' -a schedule -d 'What is due, received and outstanding'
complete -c safer -n '__safer_at' -a budget -d 'What a fund has, had and will have'
complete -c safer -n '__safer_at' -a indicators -d 'List indicators; pull, push and chart observations'
complete -c safer -n '__safer_at' -a exceptions -d 'What is out of the ordinary'
complete -c safer -n '__safer_at' -a report -d 'The report of a quarter'
complete -c safer -n '__safer_at' -a meetings -d 'What is to come, was resolved and is due'
complete -c safer -n '__safer_at' -a get -d 'Read anything the service has'
complete -c safer -n '__safer_at' -a token -d 'Print a token'
complete -c safer -n '__safer_at contributions' -a post -d 'Post the contributions of a CSV file'
complete -c safer -n '__safer_at contributions' -a list -d 'List contributions'
complete -c safer -n '__safer_at contributions post' -F
complete -c safer -n '__safer_at budget' -a statement -d 'What a year opened with, took, spent and closed with'
complete -c safer -n '__safer_at budget' -a forecast -d 'What comes in and goes out month by month'
complete -c safer -n '__safer_at budget' -a shares -d 'The portion of each contributor'
complete -c safer -n '__safer_at budget' -a spend -d 'Post the spending of a CSV file'
complete -c safer -n '__safer_at budget' -a close -d 'Close a financial year for good'
complete -c safer -n '__safer_at budget' -a withdraw -d 'What it would mean if a partner withdrew'
complete -c safer -n '__safer_at budget spend' -F
complete -c safer -n '__safer_at indicators' -a list -d 'List indicators'
complete -c safer -n '__safer_at indicators' -a pull -d 'Observations as CSV, to a pipe or a file'
complete -c safer -n '__safer_at indicators' -a push -d 'Load the observations of a CSV file'
complete -c safer -n '__safer_at indicators' -a chart -d 'A control chart, in the terminal or as a picture'
complete -c safer -n '__safer_at indicators push' -F
complete -c safer -n '__safer_at meetings' -a next -d 'The next meetings'
complete -c safer -n '__safer_at meetings' -a show -d 'The agenda or the notes of a meeting'
complete -c safer -n '__safer_at meetings' -a decisions -d 'What was resolved'
complete -c safer -n '__safer_at meetings' -a follow-ups -d 'What is to be reported back'
complete -c safer -n '__safer_at meetings' -a watch -d 'Whether bodies meet as often as they must'
complete -c safer -n '__safer_at meetings' -a create -d 'Schedule a meeting'
complete -c safer -n '__safer_at meetings' -a agenda -d 'Draft the agenda'
complete -c safer -n '__safer_at meetings' -a item -d 'Put an item on the agenda'
complete -c safer -n '__safer_at meetings' -a import -d 'Bring an agenda that is published elsewhere'
complete -c safer -n '__safer_at meetings' -a publish -d 'Publish notice, agenda or minutes'
complete -c safer -n '__safer_at meetings' -a reply -d 'Say who comes'
complete -c safer -n '__safer_at meetings' -a cancel -d 'Cancel a meeting'
complete -c safer -n '__safer_at meetings' -a attend -d 'Record who was there'
complete -c safer -n '__safer_at meetings' -a leave -d 'Record who left'
complete -c safer -n '__safer_at meetings' -a minute -d 'Write a minute'
complete -c safer -n '__safer_at meetings' -a decide -d 'Record what was resolved'
complete -c safer -n '__safer_at meetings' -a hold -d 'Say that a meeting was held'
complete -c safer -n '__safer_at meetings' -a approve -d 'Say where the minutes were approved'
complete -c safer -n '__safer_at meetings' -a close-follow-up -d 'Close what was reported back'
complete -c safer -n '__safer_at get' -a '/v1/partners /v1/agreements /v1/funds /v1/contributions'

# Every command has these, before or after its name.
complete -c safer -n 'not __safer_at contributions; and not __safer_at budget; and not __safer_at indicators; and not __safer_at meetings' -l url -x -d 'Where the service is'
complete -c safer -n 'not __safer_at contributions; and not __safer_at budget; and not __safer_at indicators; and not __safer_at meetings' -l token -x -d 'The token'
complete -c safer -n 'not __safer_at contributions; and not __safer_at budget; and not __safer_at indicators; and not __safer_at meetings' -l token-file -r -F -d 'A file with the token in it'
complete -c safer -n 'not __safer_at contributions; and not __safer_at budget; and not __safer_at indicators; and not __safer_at meetings' -l ca-file -r -F -d 'Certificates to trust as well'
complete -c safer -n 'not __safer_at contributions; and not __safer_at budget; and not __safer_at indicators; and not __safer_at meetings' -l insecure-http -d 'Send the token over plain http to another machine'
complete -c safer -n 'not __safer_at contributions; and not __safer_at budget; and not __safer_at indicators; and not __safer_at meetings' -l timeout -x -d 'How long one try may take'
complete -c safer -n 'not __safer_at contributions; and not __safer_at budget; and not __safer_at indicators; and not __safer_at meetings' -l retry-for -x -d 'How long a request is tried again'

complete -c safer -n '__safer_at contributions post' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'The fund of rows that name none'
complete -c safer -n '__safer_at contributions post' -l yes -d 'Do not ask'
complete -c safer -n '__safer_at contributions post' -l dry-run -d 'Stop after the check'
complete -c safer -n '__safer_at contributions post' -l json -d 'The summary as JSON'

complete -c safer -n '__safer_at contributions list' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'Of this fund only'
complete -c safer -n '__safer_at contributions list' -l partner -x -a 'kcc kfrs kent-police' -d 'Of this partner only'
complete -c safer -n '__safer_at contributions list' -l financial-year -x -d 'For this financial year only'
complete -c safer -n '__safer_at contributions list' -l state -x -a 'unconfirmed confirmed reversed' -d 'In this state only'
complete -c safer -n '__safer_at contributions list' -l csv -d 'As CSV'
complete -c safer -n '__safer_at contributions list' -l json -d 'As JSON'
complete -c safer -n '__safer_at contributions list' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at schedule' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'The fund'
complete -c safer -n '__safer_at schedule' -l financial-year -x -d 'The financial year'
complete -c safer -n '__safer_at schedule' -l csv -d 'As CSV'
complete -c safer -n '__safer_at schedule' -l json -d 'As JSON'
complete -c safer -n '__safer_at schedule' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at budget statement' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'The fund'
complete -c safer -n '__safer_at budget statement' -l financial-year -x -d 'The financial year'
complete -c safer -n '__safer_at budget statement' -l as-of -x -d 'As it was known then'
complete -c safer -n '__safer_at budget statement' -l csv -d 'As CSV'
complete -c safer -n '__safer_at budget statement' -l json -d 'As JSON'
complete -c safer -n '__safer_at budget statement' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at budget forecast' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'The fund'
complete -c safer -n '__safer_at budget forecast' -l from -x -d 'The first month'
complete -c safer -n '__safer_at budget forecast' -l to -x -d 'The last month'
complete -c safer -n '__safer_at budget forecast' -l opening -x -d 'What there is before the first month'
complete -c safer -n '__safer_at budget forecast' -l contribution -x -d 'What each partner pays for a year, year=pounds'
complete -c safer -n '__safer_at budget forecast' -l due -x -d 'The day on which the contributions of a year come in, year=date'
complete -c safer -n '__safer_at budget forecast' -l start -x -d 'The month in which a post begins, post=month'
complete -c safer -n '__safer_at budget forecast' -l cost -x -d 'What is spent once in a month, month=pounds'
complete -c safer -n '__safer_at budget forecast' -l actual-until -x -d 'The last month of the ledger'
complete -c safer -n '__safer_at budget forecast' -l csv -d 'As CSV'
complete -c safer -n '__safer_at budget forecast' -l json -d 'As JSON'
complete -c safer -n '__safer_at budget forecast' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at budget shares' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'The fund'
complete -c safer -n '__safer_at budget shares' -l on -x -d 'The day'
complete -c safer -n '__safer_at budget shares' -l csv -d 'As CSV'
complete -c safer -n '__safer_at budget shares' -l json -d 'As JSON'
complete -c safer -n '__safer_at budget shares' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at budget spend' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'The fund of rows that name none'
complete -c safer -n '__safer_at budget spend' -l yes -d 'Do not ask'
complete -c safer -n '__safer_at budget spend' -l dry-run -d 'Stop after the check'
complete -c safer -n '__safer_at budget spend' -l json -d 'The summary as JSON'

complete -c safer -n '__safer_at budget close' -l fund -x -a 'kcst-pooled-budget dhr-fund' -d 'The fund'
complete -c safer -n '__safer_at budget close' -l financial-year -x -d 'The financial year'
complete -c safer -n '__safer_at budget close' -l yes -d 'Do not ask'
complete -c safer -n '__safer_at budget close' -l dry-run -d 'Stop after the check'

complete -c safer -n '__safer_at budget withdraw' -l agreement -x -a 'kcst-mou-2018' -d 'The agreement'
complete -c safer -n '__safer_at budget withdraw' -l partner -x -a 'kcc kfrs kent-police' -d 'Who withdraws'
complete -c safer -n '__safer_at budget withdraw' -l notice-on -x -d 'The day of the notice'
complete -c safer -n '__safer_at budget withdraw' -l effective-on -x -d 'The day it is to take effect'
complete -c safer -n '__safer_at budget withdraw' -l for-good -d 'Give notice, and not only look'
complete -c safer -n '__safer_at budget withdraw' -l yes -d 'Do not ask'

complete -c safer -n '__safer_at indicators list' -l priority -x -a 'anti-social-behaviour domestic-abuse substance-misuse safeguarding-vulnerable-people serious-and-organised-crime road-safety' -d 'Of this priority only'
complete -c safer -n '__safer_at indicators list' -l focus -d 'Only those watched even without an exception'
complete -c safer -n '__safer_at indicators list' -l state -x -a 'proposed agreed retired' -d 'In this state only'
complete -c safer -n '__safer_at indicators list' -l csv -d 'As CSV'
complete -c safer -n '__safer_at indicators list' -l json -d 'As JSON'
complete -c safer -n '__safer_at indicators list' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at indicators pull' -l area -x -a 'E10000016 E06000035' -d 'Of this area only'
complete -c safer -n '__safer_at indicators pull' -l from -x -d 'From this period on'
complete -c safer -n '__safer_at indicators pull' -l to -x -d 'Up to this period'
complete -c safer -n '__safer_at indicators pull' -s o -l output -r -F -d 'Write to a file'
complete -c safer -n '__safer_at indicators pull' -l resume -d 'Only fetch what has changed'

complete -c safer -n '__safer_at indicators push' -l dry-run -d 'Check everything, and keep nothing'
complete -c safer -n '__safer_at indicators push' -l again -d 'Load the same file once more'
complete -c safer -n '__safer_at indicators push' -l json -d 'The load as JSON'

complete -c safer -n '__safer_at indicators chart' -l area -x -a 'E10000016 E06000035' -d 'Where'
complete -c safer -n '__safer_at indicators chart' -l from -x -d 'From this period on'
complete -c safer -n '__safer_at indicators chart' -l to -x -d 'Up to this period'
complete -c safer -n '__safer_at indicators chart' -l season -x -a 'auto none' -d 'Whether a season is taken out'
complete -c safer -n '__safer_at indicators chart' -l limits-from-first -x -d 'Limits from so many first points'
complete -c safer -n '__safer_at indicators chart' -l shift -x -d 'How many points make a shift'
complete -c safer -n '__safer_at indicators chart' -l trend -x -d 'How many points make a trend'
complete -c safer -n '__safer_at indicators chart' -l no-screen -d 'Keep very wide ranges'
complete -c safer -n '__safer_at indicators chart' -l svg -r -F -d 'Write the chart to a file'
complete -c safer -n '__safer_at indicators chart' -l width -x -d 'How wide it is drawn'

complete -c safer -n '__safer_at exceptions' -l quarter -x -d 'Of this quarter'
complete -c safer -n '__safer_at exceptions' -l area -x -a 'E10000016 E06000035' -d 'Of this area only'
complete -c safer -n '__safer_at exceptions' -l priority -x -a 'anti-social-behaviour domestic-abuse substance-misuse safeguarding-vulnerable-people serious-and-organised-crime road-safety' -d 'Of this priority only'
complete -c safer -n '__safer_at exceptions' -l fail-on -x -a 'concern change any' -d 'End with exit code 3 where there is one'
complete -c safer -n '__safer_at exceptions' -l csv -d 'As CSV'
complete -c safer -n '__safer_at exceptions' -l json -d 'As JSON'
complete -c safer -n '__safer_at exceptions' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at report' -l summary -d 'The summary'
complete -c safer -n '__safer_at report' -l detail -d 'The detailed report'
complete -c safer -n '__safer_at report' -l number -x -d 'The number of an issued report'
complete -c safer -n '__safer_at report' -l format -x -a 'markdown json csv' -d 'The form'
complete -c safer -n '__safer_at report' -s o -l output -r -F -d 'Write to a file'
complete -c safer -n '__safer_at meetings next' -l from -x -d 'From this day on'
complete -c safer -n '__safer_at meetings next' -l limit -x -d 'How many'
complete -c safer -n '__safer_at meetings next' -l json -d 'As JSON'
complete -c safer -n '__safer_at meetings next' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at meetings show' -l notes -d 'The notes, not the agenda'
complete -c safer -n '__safer_at meetings show' -l markdown -d 'The page as Markdown'
complete -c safer -n '__safer_at meetings show' -l html -d 'The page as HTML, fit for paper'
complete -c safer -n '__safer_at meetings show' -l json -d 'As JSON'
complete -c safer -n '__safer_at meetings show' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at meetings decisions' -l body -x -a 'kcsp kcst-smt kcsp-working-group' -d 'Of this body only, such as kcsp'
complete -c safer -n '__safer_at meetings decisions' -l from -x -d 'Of meetings from this day on'
complete -c safer -n '__safer_at meetings decisions' -l to -x -d 'Of meetings until this day'
complete -c safer -n '__safer_at meetings decisions' -l stage -x -a 'in_principle conditional final' -d 'Of this stage only'
complete -c safer -n '__safer_at meetings decisions' -l csv -d 'As CSV'
complete -c safer -n '__safer_at meetings decisions' -l json -d 'As JSON'
complete -c safer -n '__safer_at meetings decisions' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at meetings follow-ups' -l body -x -a 'kcsp kcst-smt kcsp-working-group' -d 'Of this body only, such as kcsp'
complete -c safer -n '__safer_at meetings follow-ups' -l open -d 'The open ones, the default'
complete -c safer -n '__safer_at meetings follow-ups' -l overdue -d 'Those that were due at a meeting that was held'
complete -c safer -n '__safer_at meetings follow-ups' -l all -d 'The closed ones, too'
complete -c safer -n '__safer_at meetings follow-ups' -l partner -x -a 'kcc kfrs kent-police' -d 'Which this partner is to report'
complete -c safer -n '__safer_at meetings follow-ups' -l csv -d 'As CSV'
complete -c safer -n '__safer_at meetings follow-ups' -l json -d 'As JSON'
complete -c safer -n '__safer_at meetings follow-ups' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at meetings watch' -l on -x -d 'As on this day'
complete -c safer -n '__safer_at meetings watch' -l fail-on -x -a 'overdue gap' -d 'End with exit code 3 where there is one'
complete -c safer -n '__safer_at meetings watch' -l json -d 'As JSON'
complete -c safer -n '__safer_at meetings watch' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at meetings create' -l ends -x -d 'When it ends'
complete -c safer -n '__safer_at meetings create' -l note -x -d 'What else is worth knowing'
complete -c safer -n '__safer_at meetings create' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings create' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings agenda' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings agenda' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings item' -l kind -x -a 'business apologies declarations minutes follow_ups budget performance_report next_meeting' -d 'Business, apologies, declarations, minutes, follow_ups, budget, performance_report, next_meeting'
complete -c safer -n '__safer_at meetings item' -l description -x -d 'What it is about'
complete -c safer -n '__safer_at meetings item' -l verbal -d 'The report is spoken'
complete -c safer -n '__safer_at meetings item' -l restricted -x -a '1 2 3 4 5 6 7 confidential not_stated' -d 'Not for publication'
complete -c safer -n '__safer_at meetings item' -l public-interest -x -d 'Why the public interest is in keeping it so'
complete -c safer -n '__safer_at meetings item' -l public-title -x -d 'What everybody sees of what is restricted'
complete -c safer -n '__safer_at meetings item' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings item' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings import' -F
complete -c safer -n '__safer_at meetings import' -l body -x -a 'kcsp kcst-smt kcsp-working-group' -d 'Whose meeting it is'
complete -c safer -n '__safer_at meetings import' -l published-on -x -d 'Publish it here as well'
complete -c safer -n '__safer_at meetings import' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings import' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings publish' -l on -x -d 'The day, today or earlier'
complete -c safer -n '__safer_at meetings publish' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings publish' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings reply' -l attends -d 'It comes'
complete -c safer -n '__safer_at meetings reply' -l apologies -d 'It does not'
complete -c safer -n '__safer_at meetings reply' -l deputy -x -d 'This office comes in its place'
complete -c safer -n '__safer_at meetings reply' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings reply' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings cancel' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings cancel' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings attend' -l deputy-for -x -d 'As the deputy of this member'
complete -c safer -n '__safer_at meetings attend' -l in-attendance -d 'Not as a member'
complete -c safer -n '__safer_at meetings attend' -l from-item -x -d 'It came for this item'
complete -c safer -n '__safer_at meetings attend' -l until-item -x -d 'It left after this item'
complete -c safer -n '__safer_at meetings attend' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings attend' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings leave' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings leave' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings minute' -l replace -d 'Change the text of the items minute of this title'
complete -c safer -n '__safer_at meetings minute' -l restricted -x -a '1 2 3 4 5 6 7 confidential not_stated' -d 'Not for publication'
complete -c safer -n '__safer_at meetings minute' -l public-interest -x -d 'Why the public interest is in keeping it so'
complete -c safer -n '__safer_at meetings minute' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings minute' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings decide' -l recommended -d 'Recommended, not resolved'
complete -c safer -n '__safer_at meetings decide' -l stage -x -a 'in_principle conditional final' -d 'How far it is decided'
complete -c safer -n '__safer_at meetings decide' -l condition -x -d 'What it is subject to'
complete -c safer -n '__safer_at meetings decide' -l option -x -d 'An option that was considered'
complete -c safer -n '__safer_at meetings decide' -l chosen -x -d 'The option that was taken'
complete -c safer -n '__safer_at meetings decide' -l follow-up -x -d 'What is to be reported back on it'
complete -c safer -n '__safer_at meetings decide' -l due -x -a 'next_meeting future_meeting' -d 'When'
complete -c safer -n '__safer_at meetings decide' -l partner -x -a 'kcc kfrs kent-police' -d 'The partner that is to report'
complete -c safer -n '__safer_at meetings decide' -l office -x -d 'The office that is to report, never a person'
complete -c safer -n '__safer_at meetings decide' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings decide' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings hold' -l present -x -d 'How many were present, where that is counted'
complete -c safer -n '__safer_at meetings hold' -l attending -x -d 'How many were in attendance, where that is counted'
complete -c safer -n '__safer_at meetings hold' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings hold' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings approve' -l subject-to -x -d 'What they were approved subject to'
complete -c safer -n '__safer_at meetings approve' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings approve' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at meetings close-follow-up' -l follow-up -x -d 'Which'
complete -c safer -n '__safer_at meetings close-follow-up' -l because -x -d 'Why it is closed without an item'
complete -c safer -n '__safer_at meetings close-follow-up' -l dry-run -d 'Check it'
complete -c safer -n '__safer_at meetings close-follow-up' -l json -d 'What the service answers as JSON on standard output'

complete -c safer -n '__safer_at get' -l csv -d 'As CSV, unchanged'
complete -c safer -n '__safer_at get' -l format -x -a 'json csv' -d 'Ask with format='
complete -c safer -n '__safer_at get' -l all -d 'Every page as one'
complete -c safer -n '__safer_at get' -s q -l query -x -d 'A query parameter, name=value'
complete -c safer -n '__safer_at get' -s o -l output -r -F -d 'Write to a file'

complete -c safer -n '__safer_at token' -l client -x -d 'Who acts'
complete -c safer -n '__safer_at token' -l partner -x -a 'kcc kfrs kent-police' -d 'For which partner'
complete -c safer -n '__safer_at token' -l scope -x -d 'What it is for'
complete -c safer -n '__safer_at token' -l ttl -x -d 'How long it is valid'
complete -c safer -n '__safer_at token' -l saferd -r -F -d 'The binary of the service'
complete -c safer -n '__safer_at token' -l token-url -x -d 'The token endpoint of the identity provider'
