# shellcheck shell=bash
# Warren's shell library for RabbitMQ: source this file, after setting REPOSITORY to the checkout's root.
#   node.sh       one private node: create, start, kill, pause, stop, remove
#   cluster.sh    three of them
#   versions.sh   which RabbitMQ runs it; trees.sh: other versions than the machine's
#   ports.sh      ports that nobody else has
#   packages.sh   installing what is missing
#   ensure.sh     ensure_rabbitmq: a broker for whoever needs one, by whatever means there are
#   java.sh       JDK and Maven
#   say.sh        messages and exit codes

: "${REPOSITORY:?set REPOSITORY to the root of the checkout before sourcing rabbitmq.sh}"
for _part in say packages ports trees versions node cluster ensure java; do
  # shellcheck source=/dev/null
  source "$REPOSITORY/dev/lib/$_part.sh"
done
unset _part
