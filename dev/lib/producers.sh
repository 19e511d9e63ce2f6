# shellcheck shell=bash
# What the samples in samples/producers need: pika for the system's Python, Node.js with amqplib, curl, rabbitmqadmin.

readonly PRODUCERS=$REPOSITORY/samples/producers

ensure_producers() {
  local missing=()
  has_pika || missing+=(python3-pika)
  have node && have npm || missing+=(nodejs npm)
  have curl || missing+=(curl)
  # It is part of the server's package; a server elsewhere does not bring it.
  have rabbitmqadmin || missing+=(rabbitmq-server)
  if ((${#missing[@]} > 0)); then
    can_install_packages || die "$EXIT_UNAVAILABLE" "The samples in samples/producers need ${missing[*]}: install them, or let me be root for apt-get."
    install_packages "${missing[@]}"
  fi
  has_pika || die "$EXIT_UNAVAILABLE" "/usr/bin/python3 does not find pika, though python3-pika is installed."
  has_amqplib || install_amqplib
}

has_pika() { /usr/bin/python3 -c 'import pika' 2>/dev/null; }

has_amqplib() { (cd "$PRODUCERS" && node -e 'require("amqplib")' 2>/dev/null); }

# No lock file: it would hold the address of whatever registry this machine uses.
install_amqplib() {
  say "Installing amqplib with npm, into samples/producers/node_modules"
  npm install --prefix "$PRODUCERS" --no-package-lock --no-audit --no-fund --silent >&2 ||
    die "$EXIT_TEMPORARY" "npm could not install amqplib; see above."
}
