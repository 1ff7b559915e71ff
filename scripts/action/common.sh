#!/bin/sh
# What the action's scripts share; they read it with `.`.

# fail TEXT: says why on the run's page, and ends with status 2.
fail() {
    printf '::error title=cupel::%s\n' "$(escape "$1")"
    exit 2
}

# escape TEXT: as the value of a workflow command, in one line.
escape() {
    printf '%s' "$1" | tr -d '\000-\010\013\014\016-\037\177' | awk '
        { gsub(/%/, "%25"); gsub(/\r/, "%0D"); printf "%s%s", (NR > 1 ? "%0A" : ""), $0 }'
}

# word: one that nobody can guess, for what must not be ended from inside.
word() {
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# put NAME VALUE: an output of the step, whatever its value holds.
put() {
    end=cupel_$(word)
    printf '%s<<%s\n%s\n%s\n' "$1" "$end" "$2" "$end" >>"$GITHUB_OUTPUT"
}
