# shellcheck shell=bash
# Which RabbitMQ runs a node: the machine's own, or a tree with another version.

readonly VERSIONS="installed 3.10 4.0 4.3"

known_version() { [[ " $VERSIONS " == *" $1 "* ]]; }

# provide_version VERSION: makes sure of it; prints the tree it lives in, or nothing for the machine's own.
provide_version() {
  if [[ $1 == installed ]]; then
    server_installed || install_server
  elif server_installed && [[ $(installed_version) == "$1".* ]]; then
    return
  elif ! server_installed && can_install_packages && [[ $(candidate_version) == "$1".* ]]; then
    install_rabbitmq_package
  else
    ensure_tree "rabbitmq-$1" "RabbitMQ $1" "start it yourself (docker run -d -p 127.0.0.1:5672:5672 -p 127.0.0.1:15672:15672" \
      "rabbitmq:$1-management) and name it in RABBITMQ_URI"
    check_tree_version "$1"
    tree_of "rabbitmq-$1"
  fi
}

# Debian's suites move on: say so instead of testing another version unnoticed.
check_tree_version() {
  local found
  found=$(tree_version "$(tree_of "rabbitmq-$1")")
  [[ $found == "$1".* ]] || warn "$(tree_of "rabbitmq-$1") carries RabbitMQ $found, not $1; it is used all the same."
}

tree_version() { basename "$1"/usr/lib/rabbitmq/lib/rabbitmq_server-* | sed 's/^rabbitmq_server-//'; }

server_installed() { TREE='' program_path rabbitmq-server >/dev/null; }

install_server() {
  can_install_packages || die "$EXIT_UNAVAILABLE" "RabbitMQ is not installed here." \
    "Install the package rabbitmq-server (Debian, Ubuntu: sudo apt-get install rabbitmq-server; macOS: brew install rabbitmq)."
  install_rabbitmq_package
}

installed_version() {
  local library=(/usr/lib/rabbitmq/lib/rabbitmq_server-*)
  if [[ -d ${library[0]} ]]; then
    tree_version ''
  else
    "$(TREE='' program_path rabbitmqctl)" version 2>/dev/null | tail -n 1
  fi
}

candidate_version() { apt-cache policy rabbitmq-server 2>/dev/null | sed -n 's/^ *Candidate: //p'; }
