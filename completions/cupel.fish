# fish completion for cupel: what its own help lists.
function __cupel_command
    set -l words (commandline -opc)
    set -l commands (cupel --help 2>/dev/null | sed -n 's/^  cupel \([a-z]*\) .*/\1/p')
    if set -q words[2]; and contains -- $words[2] $commands
        echo $words[2]
    else
        echo check
    end
end

function __cupel_options
    cupel (__cupel_command) --help 2>/dev/null | sed -n 's/^  \(--[a-z-]*\) \(.*  \)\{0,1\} *\(.*\)/\1\t\3/p'
end

complete -c cupel -n __fish_use_subcommand -a "(cupel --help 2>/dev/null | sed -n 's/^  cupel \([a-z]*\)  *\(.*\)/\1\t\2/p')"
complete -c cupel -n 'string match -q -- "-*" (commandline -ct)' -a '(__cupel_options)'
complete -c cupel -n '__fish_seen_subcommand_from explain' -f -a "(cupel rules 2>/dev/null | awk '/^(error|warning|info|off) / { print \$2 }')"
complete -c cupel -l format -x -a 'text json sarif github gitlab junit markdown'
complete -c cupel -l fail-on -x -a 'error warning info never'
complete -c cupel -l direction -x -a 'up down both'
complete -c cupel -l color -x -a 'auto always never'
