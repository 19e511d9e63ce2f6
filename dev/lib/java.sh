# shellcheck shell=bash
# JDK and Maven: are they there, are they new enough; and running a long command that Ctrl-C can end.

readonly LEAST_JDK=17 LEAST_MAVEN=3.8
CHILD=''

require_java_and_maven() {
  local report maven java home
  have mvn || die "$EXIT_UNAVAILABLE" "Maven is not installed. Install Maven $LEAST_MAVEN or newer (Debian, Ubuntu: sudo apt-get install maven)."
  report=$(mvn --version 2>&1) || die "$EXIT_UNAVAILABLE" "Maven does not start: $(head -n 1 <<<"$report") Is JAVA_HOME right?"
  # shellcheck disable=SC2001
  report=$(sed $'s/\e\\[[0-9;]*m//g' <<<"$report")
  maven=$(sed -n 's/^Apache Maven \([0-9.]*\).*/\1/p' <<<"$report")
  java=$(sed -n 's/^Java version: \([0-9]*\).*/\1/p' <<<"$report")
  home=$(sed -n 's/^Java version:.*runtime: //p' <<<"$report")
  at_least "$LEAST_MAVEN" "${maven:-0}" || die "$EXIT_UNAVAILABLE" "This is Maven $maven; Warren needs $LEAST_MAVEN or newer."
  ((${java:-0} >= LEAST_JDK)) ||
    die "$EXIT_UNAVAILABLE" "Maven runs on Java ${java:-unknown}; Warren needs a JDK $LEAST_JDK or newer. Install one and set JAVA_HOME."
  [[ -z $home || -x $home/bin/javac ]] ||
    die "$EXIT_UNAVAILABLE" "$home is a Java runtime without a compiler. Install a JDK $LEAST_JDK or newer and set JAVA_HOME."
}

# at_least LEAST VERSION: compares major and minor.
at_least() {
  local least_major=${1%%.*} least_rest=${1#*.} major=${2%%.*} rest=${2#*.}
  ((major > least_major || (major == least_major && ${rest%%.*} >= ${least_rest%%.*})))
}

# run COMMAND...: like running it, but a signal to this script reaches the command at once.
# Bash would otherwise wait for the command's end before it looks at the signal.
run() {
  local status=0
  "$@" <&0 &
  CHILD=$!
  wait "$CHILD" || status=$?
  CHILD=''
  return "$status"
}

# at_exit COMMAND: runs it however this script ends, after the command that run started.
at_exit() {
  # shellcheck disable=SC2064
  trap "end_child; $1" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

end_child() {
  [[ -n $CHILD ]] || return 0
  kill "$CHILD" 2>/dev/null || true
  wait "$CHILD" 2>/dev/null || true
  CHILD=''
}
