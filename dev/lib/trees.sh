# shellcheck shell=bash
# Other versions of servers than the machine's own: small Debian and Ubuntu trees made by debootstrap and
# entered by chroot. They are cached, and hold programs only: a server's data stays in its own folder.

readonly TREES="${WARREN_CACHE:-${HOME:-/tmp}/.cache/warren}"
readonly KEYRINGS=/usr/share/keyrings

tree_of() { printf '%s/%s\n' "$TREES" "$1"; }

# tree_contents TREE: distribution, suite and packages. Ubuntu's keys are for those who build its trees on an older Debian.
tree_contents() {
  case $1 in
    rabbitmq-3.10) echo Debian bookworm rabbitmq-server ;;
    rabbitmq-4.0) echo Debian trixie rabbitmq-server ;;
    rabbitmq-4.3) echo Debian sid rabbitmq-server ;;
    stores-bullseye) echo Debian bullseye postgresql,redis-server ;;
    stores-jammy) echo Ubuntu jammy postgresql ;;
    stores-bookworm) echo Debian bookworm postgresql,redis-server ;;
    stores-noble) echo Ubuntu noble postgresql ;;
    stores-trixie) echo Debian trixie postgresql,redis-server,valkey-server,ubuntu-archive-keyring ;;
    stores-sid) echo Debian sid postgresql,redis-server,valkey-server ;;
  esac
}

# ensure_tree TREE PROGRAM INSTEAD...: makes the tree, for that program's sake, unless it is there; two callers at once make it once.
# INSTEAD is what to do where there can be none.
ensure_tree() {
  require_trees_possible "$@"
  [[ ! -d $(tree_of "$1") ]] || return 0
  mkdir -p "$TREES"
  have debootstrap || install_packages debootstrap
  [[ $(tree_contents "$1") != Ubuntu* ]] || ensure_ubuntu_keyring "${@:2}"
  (
    flock 9
    [[ -d $(tree_of "$1") ]] || build_tree "$1" "$2"
  ) 9>"$TREES/lock"
}

require_trees_possible() {
  local why=
  if ! is_root; then
    why="this is not root"
  elif [[ ! -d $(tree_of "$1") ]] && ! have debootstrap && ! have apt-get; then
    why="debootstrap is not here, and this is not Debian or Ubuntu"
  elif ! can_mount; then
    why="mounting is not permitted here (a container needs CAP_SYS_ADMIN)"
  fi
  [[ -z $why ]] || die "$EXIT_UNAVAILABLE" "$2 cannot be started: it lives in a tree of another Debian or Ubuntu, and $why." \
    "Run as root on Debian or Ubuntu, or ${*:3}."
}

can_mount() { have unshare && unshare --mount true 2>/dev/null; }

# Debian has Ubuntu's keys as a package from 13 on; on an older one they are taken from a tree of 13.
ensure_ubuntu_keyring() {
  [[ -z $(keyring_of Ubuntu) ]] || return 0
  if [[ -n $(apt-cache madison ubuntu-archive-keyring 2>/dev/null) ]]; then
    install_packages ubuntu-archive-keyring
  else
    ensure_tree stores-trixie "Ubuntu's keys, for $1" "${@:2}"
  fi
}

# keyring_of DISTRIBUTION: the file with its keys, if there is one.
keyring_of() {
  local name=${1,,}-archive-keyring.gpg folder
  for folder in "$KEYRINGS" "$(tree_of stores-trixie)$KEYRINGS"; do
    [[ ! -e $folder/$name ]] || { echo "$folder/$name" && return; }
  done
}

# In a mount namespace of its own, so that nothing stays mounted if it is interrupted.
build_tree() {
  local tree partial distribution suite packages arguments
  tree=$(tree_of "$1") partial=$(tree_of "$1").partial
  read -r distribution suite packages < <(tree_contents "$1")
  say "Building $tree, a tree of $distribution $suite with $2 (once; about a minute and up to 600 MB)"
  rm -rf --one-file-system "$partial"
  mapfile -t arguments < <(debootstrap_arguments "$distribution" "$suite" "$partial" "$packages")
  if ! http_proxy="${http_proxy:-$(apt_proxy)}" unshare --mount debootstrap "${arguments[@]}" </dev/null >"$partial.log" 2>&1; then
    tail -n 20 "$partial.log" >&2
    die "$EXIT_UNAVAILABLE" "debootstrap of $distribution $suite failed. Read $partial.log, check the network, and try again."
  fi
  # With the downloads goes the database that PostgreSQL's package makes.
  rm -rf "$partial"/var/cache/apt/archives/*.deb "$partial"/var/lib/apt/lists/* "$partial"/var/lib/postgresql/*
  mv "$partial" "$tree"
}

# debootstrap_arguments DISTRIBUTION SUITE FOLDER PACKAGES: one a line; an empty line is an empty argument.
debootstrap_arguments() {
  local keyring
  keyring=$(keyring_of "$1")
  printf '%s\n' --variant=minbase "--include=$4"
  # Without the option old versions of debootstrap ask for a keyring that the machine may lack.
  [[ -z $keyring ]] || echo "--keyring=$keyring"
  # The mirror is the machine's own; without one, debootstrap takes its default.
  printf '%s\n' "$2" "$3" "$(mirror_of "$1")"
  # An older debootstrap does not know how newer suites are made, which is as older ones are.
  [[ $1 != Ubuntu || -e /usr/share/debootstrap/scripts/$2 ]] || echo gutsy
}

# mirror_of DISTRIBUTION: the one that this machine takes its own packages from.
mirror_of() {
  have apt-get || return 0
  # shellcheck disable=SC2016
  apt-get indextargets 'Created-By: Packages' "Origin: $1" "Label: $1" --format '$(REPO_URI)' 2>/dev/null | sed -n 1p
}

apt_proxy() {
  local PROXY=
  have apt-config || return 0
  eval "$(apt-config shell PROXY Acquire::http::Proxy)"
  printf '%s' "$PROXY"
}

# in_tree TREE FOLDER COMMAND...: runs the command in the tree with FOLDER visible at the same path.
# Mounts live in a namespace of the command's own and go with it; its process ids are the machine's.
in_tree() {
  local tree=$1 folder=$2
  shift 2
  # shellcheck disable=SC2016
  exec unshare --mount --propagation private sh -c '
    set -e
    tree=$1 folder=$2
    shift 2
    cp -f /etc/hosts "$tree/etc/hosts" 2>/dev/null || true
    mkdir -p "$tree$folder"
    mount --bind "$folder" "$tree$folder"
    mount --rbind /proc "$tree/proc"
    mount --rbind /dev "$tree/dev"
    exec chroot "$tree" "$@"' in_tree "$tree" "$folder" "$@"
}

# leave_tree TREE FOLDER: what in_tree left in the tree when the folder's server was there.
leave_tree() { [[ -z $1 ]] || rmdir "$1$2" 2>/dev/null || true; }
