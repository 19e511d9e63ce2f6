# shellcheck shell=bash
# Installs what a machine lacks, with apt, without letting a package start a service.

readonly SERVICE_POLICY=/usr/sbin/policy-rc.d

is_root() { ((EUID == 0)); }
can_be_root() { is_root || { have sudo && sudo -n true 2>/dev/null; }; }
as_root() { if is_root; then "$@"; else sudo -n "$@"; fi; }
can_install_packages() { have apt-get && have dpkg && can_be_root; }

# install_packages PACKAGE...: says so first, and asks on a terminal.
install_packages() {
  say "Installing with apt: $* (as root, for the whole machine)"
  confirm "Install $* now?" || die "$EXIT_UNAVAILABLE" "$* is needed and was not installed."
  refresh_package_lists
  without_starting_services apt_get install "$@"
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

# A third party's broken package source must not stop us: the install itself fails if it matters.
refresh_package_lists() { apt_get update || warn "apt-get update failed; going on with the package lists there are."; }

# Debian's maintainer scripts ask policy-rc.d whether they may start a service; 101 means no.
# A subshell, so that its EXIT trap puts the machine's own policy back whatever happens.
without_starting_services() {
  if services_may_start; then
    (
      saved=$(mktemp -d)
      trap 'restore_service_policy "$saved"' EXIT
      forbid_starting_services "$saved"
      "$@"
    )
  else
    "$@"
  fi
}

services_may_start() {
  local status=0
  [[ -x $SERVICE_POLICY ]] || return 0
  "$SERVICE_POLICY" rabbitmq-server start >/dev/null 2>&1 || status=$?
  ((status != 101))
}

forbid_starting_services() {
  [[ ! -e $SERVICE_POLICY ]] || as_root cp -a "$SERVICE_POLICY" "$1/policy-rc.d"
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$SERVICE_POLICY" >/dev/null
  as_root chmod 755 "$SERVICE_POLICY"
}

restore_service_policy() {
  if [[ -e $1/policy-rc.d ]]; then
    as_root mv -f "$1/policy-rc.d" "$SERVICE_POLICY"
  else
    as_root rm -f "$SERVICE_POLICY"
  fi
  rm -rf "$1"
}

# Installed, but nobody asked for a service that starts at the next boot either.
install_rabbitmq_package() {
  install_packages rabbitmq-server
  [[ ! -d /run/systemd/system ]] || as_root systemctl disable --quiet rabbitmq-server 2>/dev/null || true
}
