package dev.warren.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything Warren has on a broker. For the namespace {@code jobs} and a lane {@code default}:
 *
 * <ul>
 *   <li>{@code jobs.default}, a topic exchange, and {@code jobs.default}, the lane's one work queue, bound with {@code #};
 *   <li>{@code jobs.default.delay.00} and up, the lane's delay ladder: an exchange and a queue per level ({@link DelayLadder});
 *   <li>{@code jobs.dead}, a direct exchange, and {@code jobs.default.dead}, the lane's dead letters, bound with the lane's name;
 *   <li>{@code jobs.unrouted}, a fanout exchange and its queue: what no binding took, so that nothing published is silently lost;
 *   <li>{@code jobs.control}, a fanout exchange, to which each worker binds its own exclusive {@code jobs.worker.<id>}.
 * </ul>
 *
 * <p>Immutable and safe for use by many threads. Names are made once, so that asking is cheap. Two topologies are equal when their
 * settings are.
 */
public final class Topology {
    private static final int MAX_LANES = 64;
    private static final int MAX_NAMESPACE_LENGTH = 32;

    private final String namespace;
    private final List<LaneName> lanes;
    private final QueueType queueType;
    private final DelayLadder ladder;
    private final TopologyLimits limits;
    private final Map<LaneName, LaneObjects> objects;
    private final String deadExchange;
    private final String unrouted;
    private final String controlExchange;
    private final String workerQueuePrefix;

    private Topology(Builder settings) {
        namespace = settings.namespace;
        lanes = List.copyOf(settings.lanes);
        queueType = settings.queueType;
        ladder = settings.ladder;
        limits = settings.limits;
        deadExchange = namespace + ".dead";
        unrouted = namespace + ".unrouted";
        controlExchange = namespace + ".control";
        workerQueuePrefix = namespace + ".worker.";
        objects = new LinkedHashMap<>();
        lanes.forEach(lane -> objects.put(lane, LaneObjects.of(namespace, lane, ladder.levels())));
    }

    /** Namespace {@code jobs}, the lanes critical, default and bulk, quorum queues, the standard ladder and limits. */
    public static Topology standard() {
        return builder().build();
    }

    /** Begins with the settings of {@link #standard()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with this topology's settings. */
    public Builder toBuilder() {
        return new Builder()
                .namespace(namespace)
                .lanes(lanes)
                .queueType(queueType)
                .ladder(ladder)
                .limits(limits);
    }

    /** The first word of every object's name. */
    public String namespace() {
        return namespace;
    }

    /** The lanes, in the order they were given; the order carries no priority. */
    public List<LaneName> lanes() {
        return lanes;
    }

    /** What the durable queues are made of. */
    public QueueType queueType() {
        return queueType;
    }

    /** The delay ladder that every lane has one of. */
    public DelayLadder ladder() {
        return ladder;
    }

    /** The bounds of queues. */
    public TopologyLimits limits() {
        return limits;
    }

    /** The exchange to publish a lane's jobs to. Every method that takes a lane throws IllegalArgumentException for an unknown one. */
    public String exchange(LaneName lane) {
        return objects(lane).name();
    }

    /** The lane's one work queue. */
    public String queue(LaneName lane) {
        return objects(lane).name();
    }

    /**
     * The exchange in front of a level of the lane's ladder.
     *
     * @throws IllegalArgumentException when there is no such level
     */
    public String delayExchange(LaneName lane, int level) {
        ladder.checkLevel(level);
        return objects(lane).delayNames().get(level);
    }

    /**
     * The queue of a level of the lane's ladder.
     *
     * @throws IllegalArgumentException when there is no such level
     */
    public String delayQueue(LaneName lane, int level) {
        return delayExchange(lane, level);
    }

    /** The exchange dead letters are published to, with the lane's name as the key. */
    public String deadExchange() {
        return deadExchange;
    }

    /** The queue that keeps the lane's dead letters. */
    public String deadQueue(LaneName lane) {
        return objects(lane).deadQueue();
    }

    /** The alternate exchange of all others: gets what no binding took. */
    public String unroutedExchange() {
        return unrouted;
    }

    /** The queue that keeps what no binding took. A message in it is an incident. */
    public String unroutedQueue() {
        return unrouted;
    }

    /** The exchange that carries commands to all workers. */
    public String controlExchange() {
        return controlExchange;
    }

    /**
     * The name of a worker's own queue.
     *
     * @throws IllegalArgumentException when the id is not 1 to 128 characters of letters, digits and {@code . _ @ : -}
     */
    public String workerQueue(String workerId) {
        Names.checkWorkerId(workerId);
        return workerQueuePrefix + workerId;
    }

    /** A worker's own queue: exclusive to its connection, at most {@link TopologyLimits#maxControlMessages()} commands long. */
    public QueueSpec workerQueueSpec(String workerId) {
        return QueueArguments.workerQueue(workerQueue(workerId), limits);
    }

    /** The binding that brings control commands to a worker's own queue. */
    public BindingSpec workerQueueBinding(String workerId) {
        return new BindingSpec(controlExchange, BindingSpec.Target.QUEUE, workerQueue(workerId), "");
    }

    /**
     * Where to publish a job so that it comes to its lane's queue after a delay; see {@link DelayLadder#step(Duration)} for rounding.
     *
     * @throws IllegalArgumentException when the job type is longer than 128 bytes
     */
    public DelayRoute delayRoute(LaneName lane, Duration delay, String jobType) {
        Names.checkJobType(jobType);
        DelayStep step = ladder.step(delay);
        String exchange = objects(lane).delayNames().get(step.entryLevel());
        return new DelayRoute(exchange, step.bits() + '.' + jobType, step.delay());
    }

    /** All exchanges, in an order they can be declared in: what others refer to comes first. */
    public List<ExchangeSpec> exchanges() {
        Map<String, Object> catchAll = Map.of("alternate-exchange", unrouted);
        List<ExchangeSpec> all = new ArrayList<>();
        all.add(new ExchangeSpec(unrouted, ExchangeKind.FANOUT, Map.of()));
        all.add(new ExchangeSpec(controlExchange, ExchangeKind.FANOUT, Map.of()));
        all.add(new ExchangeSpec(deadExchange, ExchangeKind.DIRECT, catchAll));
        for (LaneObjects lane : objects.values()) {
            all.add(new ExchangeSpec(lane.name(), ExchangeKind.TOPIC, catchAll));
            lane.delayNames().forEach(name -> all.add(new ExchangeSpec(name, ExchangeKind.TOPIC, catchAll)));
        }
        return List.copyOf(all);
    }

    /** All durable queues. Workers' own queues are not among them: {@link #workerQueueSpec(String)}. */
    public List<QueueSpec> queues() {
        QueueArguments arguments = new QueueArguments(queueType, limits);
        List<QueueSpec> all = new ArrayList<>();
        all.add(arguments.keepingQueue(unrouted));
        for (LaneName lane : lanes) {
            all.add(arguments.keepingQueue(deadQueue(lane)));
            all.add(arguments.workQueue(queue(lane), deadExchange, lane.value()));
            for (int level = 0; level < ladder.levels(); level++) {
                all.add(arguments.delayQueue(delayQueue(lane, level), ladder.timeToLive(level), below(lane, level)));
            }
        }
        return List.copyOf(all);
    }

    /** All bindings between the objects above. */
    public List<BindingSpec> bindings() {
        List<BindingSpec> all = new ArrayList<>();
        all.add(new BindingSpec(unrouted, BindingSpec.Target.QUEUE, unrouted, ""));
        for (LaneName lane : lanes) {
            all.add(new BindingSpec(deadExchange, BindingSpec.Target.QUEUE, deadQueue(lane), lane.value()));
            all.add(new BindingSpec(exchange(lane), BindingSpec.Target.QUEUE, queue(lane), "#"));
            for (int level = 0; level < ladder.levels(); level++) {
                String here = delayExchange(lane, level);
                all.add(new BindingSpec(here, BindingSpec.Target.QUEUE, delayQueue(lane, level), pattern(level, '1')));
                all.add(new BindingSpec(here, BindingSpec.Target.EXCHANGE, below(lane, level), pattern(level, '0')));
            }
        }
        return List.copyOf(all);
    }

    /**
     * What an operator may want to change without deleting a queue: how many dead letters of a lane and how many unrouted messages are
     * kept. The queues refuse what exceeds it, as an argument, so that changing or losing a policy never drops a message.
     */
    public List<PolicySpec> policies() {
        String anyLane = "(" + String.join("|", laneNames()) + ")";
        return List.of(
                new PolicySpec(
                        namespace + "-dead",
                        "^" + namespace + "\\." + anyLane + "\\.dead$",
                        0,
                        Map.of("max-length", limits.maxDeadLetters())),
                new PolicySpec(
                        namespace + "-unrouted",
                        "^" + namespace + "\\.unrouted$",
                        0,
                        Map.of("max-length", limits.maxUnrouted())));
    }

    /** The least rights with which a role can do its work on this topology. */
    public Permissions permissions(Role role) {
        return new RolePermissions(namespace, laneNames()).of(role);
    }

    /** The least rights of every role. */
    public List<Permissions> permissions() {
        return Arrays.stream(Role.values()).map(this::permissions).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Topology that && settings().equals(that.settings());
    }

    @Override
    public int hashCode() {
        return settings().hashCode();
    }

    @Override
    public String toString() {
        return "Topology" + settings();
    }

    private List<Object> settings() {
        return List.of(namespace, lanes, queueType, ladder, limits);
    }

    private List<String> laneNames() {
        return lanes.stream().map(LaneName::value).toList();
    }

    private LaneObjects objects(LaneName lane) {
        LaneObjects found = objects.get(lane);
        if (found == null) {
            throw new IllegalArgumentException(
                    "lane '" + lane + "' is not part of the topology '" + namespace + "', whose lanes are " + lanes);
        }
        return found;
    }

    /** Where a message goes from a level: to the next one down, and from the last one to its lane. */
    private String below(LaneName lane, int level) {
        return level == 0 ? exchange(lane) : delayExchange(lane, level - 1);
    }

    /** Matches the keys whose digit for a level is as given; digits stand from the highest level down. */
    private String pattern(int level, char digit) {
        return "*.".repeat(ladder.levels() - 1 - level) + digit + ".#";
    }

    /** The names of a lane's objects. */
    private record LaneObjects(String name, String deadQueue, List<String> delayNames) {
        static LaneObjects of(String namespace, LaneName lane, int levels) {
            String name = namespace + "." + lane.value();
            List<String> delayNames = new ArrayList<>();
            for (int level = 0; level < levels; level++) {
                delayNames.add(name + ".delay." + (level < 10 ? "0" : "") + level);
            }
            return new LaneObjects(name, name + ".dead", List.copyOf(delayNames));
        }
    }

    /** Collects the settings of a topology. Not safe for use by several threads. */
    public static final class Builder {
        private String namespace = "jobs";
        private List<LaneName> lanes = List.of(LaneName.CRITICAL, LaneName.DEFAULT, LaneName.BULK);
        private QueueType queueType = QueueType.QUORUM;
        private DelayLadder ladder = DelayLadder.standard();
        private TopologyLimits limits = TopologyLimits.standard();

        private Builder() {}

        /** The first word of every object's name: 1 to 32 of {@code a-z 0-9 -}, not {@code amq}. Default {@code jobs}. */
        public Builder namespace(String value) {
            Names.check("namespace", value, MAX_NAMESPACE_LENGTH);
            if (value.equals("amq")) {
                throw new IllegalArgumentException("namespace 'amq' belongs to RabbitMQ; choose another");
            }
            namespace = value;
            return this;
        }

        /** The lanes: 1 to 64, each once. Default critical, default and bulk. */
        public Builder lanes(Collection<LaneName> values) {
            List<LaneName> given = List.copyOf(values);
            if (given.isEmpty()
                    || given.size() > MAX_LANES
                    || given.stream().distinct().count() < given.size()) {
                throw new IllegalArgumentException("lanes " + given + " must be 1 to " + MAX_LANES + ", each once");
            }
            lanes = given;
            return this;
        }

        /** The lanes, as {@link #lanes(Collection)}. */
        public Builder lanes(LaneName... values) {
            return lanes(Arrays.asList(values));
        }

        /** Adds a lane to those there are. */
        public Builder lane(LaneName value) {
            List<LaneName> more = new ArrayList<>(lanes);
            more.add(value);
            return lanes(more);
        }

        /** What the durable queues are made of. Default quorum. */
        public Builder queueType(QueueType value) {
            queueType = Objects.requireNonNull(value, "queueType");
            return this;
        }

        /** The ladder of every lane. Default {@link DelayLadder#standard()}. */
        public Builder ladder(DelayLadder value) {
            ladder = Objects.requireNonNull(value, "ladder");
            return this;
        }

        /** The bounds of queues. Default {@link TopologyLimits#standard()}. */
        public Builder limits(TopologyLimits value) {
            limits = Objects.requireNonNull(value, "limits");
            return this;
        }

        /** The topology. */
        public Topology build() {
            return new Topology(this);
        }
    }
}
