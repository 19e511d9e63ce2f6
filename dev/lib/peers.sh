# shellcheck shell=bash
# The peers in benchmarks/src/main/peers, which are not in Java: Celery, BullMQ and Sidekiq. Sourced after rabbitmq.sh, whose packages and
# messages it uses.

readonly PEERS=$REPOSITORY/benchmarks/src/main/peers

# offer_peers: installs what is missing where that is possible and wanted. The report leaves out what is not there, and says so.
offer_peers() {
  local missing=()
  has_celery || missing+=(python3-celery)
  has_sidekiq || missing+=(ruby-sidekiq)
  { have node && have npm; } || missing+=(nodejs npm)
  if ((${#missing[@]} > 0)); then
    # In a subshell, as a refusal would end this one.
    { can_install_packages && (install_packages "${missing[@]}"); } ||
      warn "Not installed: ${missing[*]}. Those are left out."
  fi
  has_bullmq || ! have npm || install_bullmq
}

has_celery() { /usr/bin/python3 -c 'import celery' 2>/dev/null; }
has_sidekiq() { ruby -e 'require "sidekiq"' 2>/dev/null; }
has_bullmq() { node "$PEERS/bullmq.mjs" version >/dev/null 2>&1; }

# No lock file: it would hold the address of whatever registry this machine uses.
install_bullmq() {
  say "Installing BullMQ with npm, into benchmarks/src/main/peers/node_modules"
  npm install --prefix "$PEERS" --no-package-lock --no-audit --no-fund --silent >&2 ||
    warn "npm could not install BullMQ; see above. It is left out."
}
