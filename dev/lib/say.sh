# shellcheck shell=bash
# How the scripts speak: progress and errors go to stderr, results to stdout.

# shellcheck disable=SC2034  # used by whoever sources this file
# Exit codes, after sysexits.h, so that a caller can tell a typing error from a missing broker.
readonly EXIT_USAGE=64 EXIT_UNAVAILABLE=69 EXIT_TEMPORARY=75

if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  readonly BOLD=$'\e[1m' RED=$'\e[31m' YELLOW=$'\e[33m' PLAIN=$'\e[0m'
else
  readonly BOLD='' RED='' YELLOW='' PLAIN=''
fi

say() { printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*" >&2; }
warn() { printf '%swarning:%s %s\n' "$YELLOW" "$PLAIN" "$*" >&2; }

# die CODE SENTENCE: what failed, and what to do about it.
die() {
  local code=$1
  shift
  printf '%serror:%s %s\n' "$RED" "$PLAIN" "$*" >&2
  exit "$code"
}

usage_error() { die "$EXIT_USAGE" "$* Try --help."; }

# The help of a command is the comment at the top of its file.
help_from() { sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$1"; }

have() { command -v "$1" >/dev/null 2>&1; }

# confirm QUESTION: asks on a terminal; without one, in CI, or after --yes, it goes ahead.
confirm() {
  local answer
  [[ ${WARREN_YES:-} != true && ${CI:-} != true && -t 0 && -t 2 ]] || return 0
  read -r -p "$1 [Y/n] " answer
  [[ ! $answer =~ ^[Nn] ]]
}
