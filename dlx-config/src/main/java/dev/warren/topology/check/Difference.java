package dev.warren.topology.check;

import dev.warren.topology.BindingSpec;
import dev.warren.topology.LaneName;
import java.util.Optional;

/** One way in which a broker is not as the topology says. */
public sealed interface Difference {
    /** What differs, where, and what to do about it. */
    String sentence();

    /** How bad it is. */
    default Severity severity() {
        return Severity.ERROR;
    }

    /** How bad a difference is. */
    enum Severity {
        /** Jobs may be lost, doubled, held up or delayed wrongly: don't start on this. */
        ERROR,
        /** Worth knowing; every guarantee holds. */
        WARNING
    }

    /** What kind of object a difference is about. */
    enum ObjectKind {
        /** An exchange. */
        EXCHANGE("exchange"),
        /** A queue. */
        QUEUE("queue");

        private final String word;

        ObjectKind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** An exchange or queue is not there. */
    record Missing(ObjectKind kind, String name) implements Difference {
        @Override
        public String sentence() {
            return kind + " '" + name + "' is missing: declare the topology, which adds it and changes nothing else.";
        }
    }

    /** A binding is not there. */
    record MissingBinding(BindingSpec binding) implements Difference {
        @Override
        public String sentence() {
            return Words.of(binding) + " is missing: declare the topology, which adds it and changes nothing else.";
        }
    }

    /** An exchange or queue is of another type. */
    record DifferentType(ObjectKind kind, String name, String expected, String actual) implements Difference {
        @Override
        public String sentence() {
            return kind + " '" + name + "' is of type " + actual + " and should be " + expected + ": "
                    + Words.migration(kind);
        }
    }

    /** An exchange or queue is not durable, deletes itself, is internal or is exclusive to a connection. */
    record DifferentLifetime(ObjectKind kind, String name, String actual) implements Difference {
        @Override
        public String sentence() {
            return kind + " '" + name + "' is " + actual + " and should be durable and open to all: "
                    + Words.migration(kind);
        }
    }

    /** An argument has another value, is lacking, or is there and should not be. */
    record DifferentArgument(
            ObjectKind kind, String name, String argument, Optional<Object> expected, Optional<Object> actual)
            implements Difference {
        @Override
        public String sentence() {
            return kind + " '" + name + "' has " + argument + " " + Words.value(actual) + " and should have "
                    + Words.value(expected) + ": " + Words.migration(kind);
        }
    }

    /** A second queue gets a lane's jobs, so that every job is there twice. */
    record SecondWorkQueue(LaneName lane, String queue, String routingKey) implements Difference {
        @Override
        public String sentence() {
            return "queue '" + queue + "' is bound to the exchange of lane '" + lane + "' with key '" + routingKey
                    + "': every job it matches is doubled. Remove the binding; jobs that need workers of their own need a lane"
                    + " of their own.";
        }
    }

    /** A binding leads out of one of our exchanges and is not part of the topology. */
    record ExtraBinding(BindingSpec binding, Severity severity) implements Difference {
        @Override
        public String sentence() {
            String effect = switch (severity) {
                case ERROR -> "jobs are doubled or leave the way they should take. Remove it.";
                case WARNING -> "what it matches is copied. Remove it unless it is wanted.";
            };
            return Words.of(binding) + " is not part of the topology: " + effect;
        }
    }

    /** A policy of the topology is missing: no other applies in its place. */
    record MissingPolicy(String queue, String policy) implements Difference {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String sentence() {
            return "policy '" + policy + "' does not apply to queue '" + queue
                    + "', which is therefore unbounded: import the topology's definitions.json.";
        }
    }

    /** Another policy applies to a queue in place of the topology's; only one can. */
    record ReplacedPolicy(String queue, String policy, String actual) implements Difference {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String sentence() {
            return "policy '" + actual + "' applies to queue '" + queue + "' in place of '" + policy
                    + "', for only one can: exclude the queue from its pattern, or take over the settings of '" + policy
                    + "' and ignore this.";
        }
    }

    /** A policy sets something that loses, ages or diverts jobs; arguments do not protect from it. */
    record HarmfulPolicy(String queue, String policy, String setting, Object value, String effect)
            implements Difference {
        @Override
        public String sentence() {
            return "policy '" + policy + "' sets " + setting + "=" + value + " on queue '" + queue + "', which "
                    + effect + ": exclude the queue from its pattern.";
        }
    }

    /** A quorum queue has no leader, and so neither takes nor gives messages. */
    record WithoutLeader(String queue) implements Difference {
        @Override
        public String sentence() {
            return "queue '" + queue
                    + "' has no leader and neither takes nor gives messages: start the nodes that hold it"
                    + " ('rabbitmq-queues quorum_status " + queue + "' names them).";
        }
    }
}
