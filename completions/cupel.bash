# bash completion for cupel: what its own help lists.
_cupel() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=check
    local commands help choice
    commands=$(cupel --help 2>/dev/null | sed -n 's/^  cupel \([a-z]*\) .*/\1/p')
    if [[ $COMP_CWORD -gt 1 && " ${commands//$'\n'/ } " == *" ${COMP_WORDS[1]} "* ]]; then
        command=${COMP_WORDS[1]}
    fi
    help=$(cupel "$command" --help 2>/dev/null)
    case $before in
    --format) choice=$(sed -n 's/^Formats: \(.*\)\.$/\1/p' <<<"$help" | tr -d ,) ;;
    --fail-on) choice='error warning info never' ;;
    explain) choice=$(cupel rules 2>/dev/null | awk '/^(error|warning|info|off) / { print $2 }') ;;
    --*) choice=$(awk -v name="$before" '$1 == name && $2 ~ /\|/ { gsub(/\|/, " ", $2); print $2 }' <<<"$help") ;;
    esac
    if [[ -z $choice && $word == -* ]]; then
        choice=$(sed -n 's/^  \(--[a-z-]*\) .*/\1/p' <<<"$help")
    elif [[ -z $choice && $COMP_CWORD -eq 1 ]]; then
        choice=$commands
    fi
    mapfile -t COMPREPLY < <(compgen -W "$choice" -- "$word")
    if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _cupel cupel
