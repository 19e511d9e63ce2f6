# shellcheck shell=bash
# Other versions of RabbitMQ than the machine's own: small Debian trees made by debootstrap and
# entered by chroot. They are cached, and hold programs only: a node's data stays in its own folder.

readonly TREES="${WARREN_CACHE:-${HOME:-/tmp}/.cache/warren}"

tree_of() { printf '%s/rabbitmq-%s\n' "$TREES" "$1"; }

suite_of() {
  case $1 in
    3.10) echo bookworm ;;
    4.0) echo trixie ;;
    4.3) echo sid ;;
  esac
}

# ensure_tree VERSION: makes the tree unless it is there; two callers at once make it once.
ensure_tree() {
  require_trees_possible "$1"
  [[ ! -d $(tree_of "$1") ]] || return 0
  mkdir -p "$TREES"
  have debootstrap || install_packages debootstrap
  (
    flock 9
    [[ -d $(tree_of "$1") ]] || build_tree "$1"
  ) 9>"$TREES/lock"
  check_tree_version "$1"
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
  [[ -z $why ]] || die "$EXIT_UNAVAILABLE" "RabbitMQ $1 cannot be started: it lives in a Debian tree, and $why." \
    "Run as root on Debian or Ubuntu, or start RabbitMQ $1 yourself (docker run -d -p 127.0.0.1:5672:5672" \
    "-p 127.0.0.1:15672:15672 rabbitmq:$1-management) and name it in RABBITMQ_URI."
}

can_mount() { have unshare && unshare --mount true 2>/dev/null; }

# In a mount namespace of its own, so that nothing stays mounted if it is interrupted.
build_tree() {
  local tree partial suite keyring=()
  tree=$(tree_of "$1") partial=$(tree_of "$1").partial suite=$(suite_of "$1")
  say "Building a Debian $suite tree with RabbitMQ $1 in $tree (once; about a minute and 400 MB)"
  rm -rf --one-file-system "$partial"
  # Old versions of debootstrap ask for a keyring that the machine may lack.
  [[ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]] ||
    keyring=(--keyring=/usr/share/keyrings/debian-archive-keyring.gpg)
  # The mirror is the machine's own; without one, debootstrap takes its default.
  # shellcheck disable=SC2046
  if ! http_proxy="${http_proxy:-$(apt_proxy)}" unshare --mount debootstrap --variant=minbase "${keyring[@]}" \
    --include=rabbitmq-server "$suite" "$partial" $(debian_mirror) </dev/null >"$partial.log" 2>&1; then
    tail -n 20 "$partial.log" >&2
    die "$EXIT_UNAVAILABLE" "debootstrap of Debian $suite failed. Read $partial.log, check the network, and try again."
  fi
  rm -rf "$partial"/var/cache/apt/archives/*.deb "$partial"/var/lib/apt/lists/*
  mv "$partial" "$tree"
}

debian_mirror() {
  have apt-get || return 0
  # shellcheck disable=SC2016
  apt-get indextargets 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' --format '$(REPO_URI)' 2>/dev/null | sed -n 1p
}

apt_proxy() {
  local PROXY=
  have apt-config || return 0
  eval "$(apt-config shell PROXY Acquire::http::Proxy)"
  printf '%s' "$PROXY"
}

# Debian's suites move on: say so instead of testing another version unnoticed.
check_tree_version() {
  local found
  found=$(tree_version "$(tree_of "$1")")
  [[ $found == "$1".* ]] || warn "Debian $(suite_of "$1") now carries RabbitMQ $found, not $1; it is used all the same."
}

tree_version() { basename "$1"/usr/lib/rabbitmq/lib/rabbitmq_server-* | sed 's/^rabbitmq_server-//'; }

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
