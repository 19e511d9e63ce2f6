#!/usr/bin/env bash
# samples/quickstart.sh: a first look at Warren: starts RabbitMQ, builds, and runs the quick start program.
#
# usage: samples/quickstart.sh [--yes] [--keep]
#   --yes    ask nothing: install what is missing, and stop the broker at the end
#   --keep   leave the broker running, to look at its management page
#
# It uses the broker in RABBITMQ_URI, else starts one with Docker, else with the machine's own rabbitmq-server,
# which it installs with apt if it may. It needs a JDK 17 and Maven 3.8, or newer.
# Exit codes: the program's, or 64 wrong usage, 69 something is missing, 75 try again.
set -euo pipefail

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=dev/lib/rabbitmq.sh
source "$REPOSITORY/dev/lib/rabbitmq.sh"

readonly MAIN_CLASS=dev.warren.samples.quickstart.QuickStart

main() {
  parse "$@"
  require_java_and_maven
  at_exit finish
  ensure_rabbitmq
  build
  run_program
}

parse() {
  KEEP=false
  while (($# > 0)); do
    case $1 in
      -h | --help) help_from "${BASH_SOURCE[0]}" && exit ;;
      --yes) export WARREN_YES=true ;;
      --keep) KEEP=true ;;
      *) usage_error "samples/quickstart.sh has no option \"$1\"." ;;
    esac
    shift
  done
}

build() {
  say "Building the samples (the first time, Maven downloads libraries; this takes a minute)"
  run mvn -B -q -f "$REPOSITORY/pom.xml" -pl samples -am -DskipTests package ||
    die "$EXIT_UNAVAILABLE" "The build failed; Maven's messages are above."
}

run_program() {
  local status=0
  say "Running $MAIN_CLASS"
  run "$(java_program)" -cp "$(class_path)" "$MAIN_CLASS" || status=$?
  ((status != 0)) || offer_a_look
  exit "$status"
}

java_program() { if [[ -n ${JAVA_HOME:-} ]]; then echo "$JAVA_HOME/bin/java"; else echo java; fi; }

# Maven may write the class path into a file; else the libraries lie beside the jar.
class_path() {
  local target=$REPOSITORY/samples/target
  if [[ -f $target/quickstart-classpath ]]; then
    printf '%s:%s\n' "$target/classes" "$(<"$target/quickstart-classpath")"
  else
    printf '%s:%s\n' "$target/classes" "$target/lib/*"
  fi
}

# On a terminal the broker stays until the reader has had a look.
offer_a_look() {
  started_rabbitmq && ! $KEEP && [[ ${WARREN_YES:-} != true && ${CI:-} != true && -t 0 && -t 2 ]] || return 0
  say "Look at the queues: ${RABBITMQ_MANAGEMENT_URI/guest:guest@/} (user and password: guest)"
  read -r -p "Press Enter to stop the broker. " || true
}

# shellcheck disable=SC2317  # called at exit
finish() {
  if ! $KEEP; then
    stop_started_rabbitmq
  elif [[ -n $STARTED_NODE ]]; then
    say "The broker stays: ${RABBITMQ_MANAGEMENT_URI/guest:guest@/} (guest, guest). Stop it: dev/broker remove $STARTED_NODE"
  elif [[ -n $STARTED_CONTAINER ]]; then
    say "The broker stays: ${RABBITMQ_MANAGEMENT_URI/guest:guest@/} (guest, guest). Stop it: docker rm -fv $STARTED_CONTAINER"
  fi
}

main "$@"
