#!/usr/bin/env bash
# samples/quickstart.sh: a first look at Warren: starts RabbitMQ, builds, and runs the quick start program.
#
# usage: samples/quickstart.sh [--yes] [--keep] [--sample NAME]
#   --yes           ask nothing: install what is missing, and stop the broker at the end
#   --keep          leave the broker running, to look at its management page
#   --sample NAME   run one sample alone: first-job, export, email, webhook, sync, payment, report, orders or hopeless
#
# It uses the broker in RABBITMQ_URI, else starts one with Docker, else with the machine's own rabbitmq-server,
# which it installs with apt if it may. It needs a JDK 17 and Maven 3.8, or newer.
# Exit codes: the program's, or 64 wrong usage, 69 something is missing, 75 try again.
set -euo pipefail

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=dev/lib/rabbitmq.sh
source "$REPOSITORY/dev/lib/rabbitmq.sh"

readonly SAMPLES=$REPOSITORY/samples

main() {
  parse "$@"
  require_java_and_maven
  at_exit finish
  ensure_rabbitmq
  build
  run_program
}

parse() {
  KEEP=false MAIN_CLASS=$(main_class quickstart)
  while (($# > 0)); do
    case $1 in
      -h | --help) help_from "${BASH_SOURCE[0]}" && exit ;;
      --yes) export WARREN_YES=true ;;
      --keep) KEEP=true ;;
      --sample)
        MAIN_CLASS=$(main_class "${2:-}") || usage_error "There is no sample \"${2:-}\"."
        shift
        ;;
      *) usage_error "samples/quickstart.sh has no option \"$1\"." ;;
    esac
    shift
  done
}

main_class() {
  case $1 in
    quickstart) echo dev.warren.samples.quickstart.QuickStart ;;
    first-job) echo dev.warren.samples.FirstJob ;;
    export) echo dev.warren.samples.export.ExportSample ;;
    email) echo dev.warren.samples.email.EmailSample ;;
    webhook) echo dev.warren.samples.webhook.WebhookSample ;;
    sync) echo dev.warren.samples.sync.SyncSample ;;
    payment) echo dev.warren.samples.payment.PaymentSample ;;
    report) echo dev.warren.samples.report.ReportSample ;;
    orders) echo dev.warren.samples.orders.OrdersSample ;;
    hopeless) echo dev.warren.samples.hopeless.HopelessSample ;;
    *) return 1 ;;
  esac
}

# Nothing is built again while neither a source nor a class path entry has changed.
build() {
  local stamp=$SAMPLES/target/quickstart-built began
  ! is_built "$stamp" || return 0
  say "Building the samples (the first time, Maven downloads libraries; this takes a minute)"
  mkdir -p "$SAMPLES/target"
  began=$SAMPLES/target/quickstart-began
  touch "$began"
  # Into a file, as Maven writes codes for colours even when there is nothing to say.
  run mvn -B -q -ntp -f "$REPOSITORY/pom.xml" -pl samples -am -DskipTests -Dspotless.check.skip=true \
    -Djacoco.skip=true package >"$SAMPLES/target/quickstart-build.log" 2>&1 || {
    cat "$SAMPLES/target/quickstart-build.log" >&2
    die "$EXIT_UNAVAILABLE" "The build failed; Maven's messages are above."
  }
  mv "$began" "$stamp"
}

# is_built STAMP: the stamp is from before the last build, so a change during it is newer.
is_built() {
  local entry
  [[ -f $1 && -f $SAMPLES/target/quickstart-classpath ]] || return 1
  while IFS= read -r -d : entry; do
    [[ -e $entry ]] || return 1
  done < <(printf '%s:' "$(class_path)")
  [[ -z $(find "$REPOSITORY" -type d -name target -prune -o \
    \( -name pom.xml -o -path '*/src/main/*' \) -newer "$1" -print | head -n 1) ]]
}

run_program() {
  local status=0 options=()
  say "Running $MAIN_CLASS"
  ! started_rabbitmq || options+=(-Dquickstart.own.broker=true)
  [[ ! -t 1 || -n ${NO_COLOR:-} || ${TERM:-dumb} == dumb ]] || options+=(-Dquickstart.colour=true)
  cd "$SAMPLES"
  run "$(java_program)" ${options[@]+"${options[@]}"} -cp "$(class_path)" "$MAIN_CLASS" || status=$?
  ((status != 0)) || offer_a_look
  exit "$status"
}

java_program() { if [[ -n ${JAVA_HOME:-} ]]; then echo "$JAVA_HOME/bin/java"; else echo java; fi; }

class_path() { printf '%s:%s' "$SAMPLES/target/classes" "$(<"$SAMPLES/target/quickstart-classpath")"; }

# On a terminal the broker stays until the reader has had a look.
offer_a_look() {
  started_rabbitmq && ! $KEEP && [[ ${WARREN_YES:-} != true && ${CI:-} != true && -t 0 && -t 2 ]] || return 0
  say "Look at the queues: ${RABBITMQ_MANAGEMENT_URI/guest:guest@/} (user and password: guest)"
  read -r -p "Press Enter to stop the broker. " || true
}

# shellcheck disable=SC2317  # called at exit
finish() {
  if ! $KEEP; then
    ! started_rabbitmq || say "Stopping the broker; samples/quickstart.sh --keep leaves it running, to look at."
    stop_started_rabbitmq
  elif [[ -n $STARTED_NODE ]]; then
    say "The broker stays: ${RABBITMQ_MANAGEMENT_URI/guest:guest@/} (guest, guest). Stop it: dev/broker remove $STARTED_NODE"
  elif [[ -n $STARTED_CONTAINER ]]; then
    say "The broker stays: ${RABBITMQ_MANAGEMENT_URI/guest:guest@/} (guest, guest). Stop it: docker rm -fv $STARTED_CONTAINER"
  fi
}

main "$@"
