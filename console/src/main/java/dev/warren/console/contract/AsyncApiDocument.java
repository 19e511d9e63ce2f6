package dev.warren.console.contract;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.warren.job.JobType;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * An AsyncAPI 3.0 document of what may be enqueued: a channel for each lane that job types go to, with its exchange; a message for each job
 * type, with its headers and payload; and the operation by which a worker receives them. As AsyncAPI has it, schemas keep to draft 07.
 */
public final class AsyncApiDocument {
    private static final String BINDING_VERSION = "0.3.0";
    private static final int PERSISTENT = 2;
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final String DESCRIPTION = "Jobs for Warren on RabbitMQ. Publish to a channel's exchange, with"
            + " publisher confirms, the AMQP property `type` as the message says, a `message_id` of your own (it is the"
            + " job's id and idempotency key), and delivery mode 2.";

    private final Topology topology;
    private final ObjectNode document = MAPPER.createObjectNode();
    private final ObjectNode channels = document.objectNode();
    private final ObjectNode operations = document.objectNode();
    private final ObjectNode messages = document.objectNode();
    private final SchemaBuilder schemas = Generators.of(SchemaVersion.DRAFT_7).buildMultipleSchemaDefinitions();

    private AsyncApiDocument(Topology topology) {
        this.topology = topology;
    }

    /**
     * The document, as indented JSON.
     *
     * @param topology has the lanes
     * @param types what may be enqueued, each on its own lane
     * @param title the application's name
     * @param version the application's version
     * @throws IllegalArgumentException when a type's lane is not in the topology
     */
    public static String of(Topology topology, Collection<? extends JobType<?>> types, String title, String version) {
        return new AsyncApiDocument(topology).write(types, title, version);
    }

    private String write(Collection<? extends JobType<?>> types, String title, String version) {
        byLane(types).forEach(this::addLane);
        document.put("asyncapi", "3.0.0");
        document.putObject("info").put("title", title).put("version", version).put("description", DESCRIPTION);
        document.put("defaultContentType", "application/json");
        document.set("channels", channels);
        document.set("operations", operations);
        ObjectNode components = document.putObject("components");
        components.set("messages", messages);
        ObjectNode definitions = schemas.collectDefinitions("components/schemas");
        definitions.set(HeaderSchema.NAME, HeaderSchema.make(MAPPER));
        components.set("schemas", definitions);
        return document.toPrettyString();
    }

    private static Map<LaneName, Set<JobType<?>>> byLane(Collection<? extends JobType<?>> types) {
        Map<LaneName, Set<JobType<?>>> lanes = new LinkedHashMap<>();
        types.forEach(type -> lanes.computeIfAbsent(type.lane(), lane -> new LinkedHashSet<>())
                .add(type));
        return lanes;
    }

    private void addLane(LaneName lane, Set<JobType<?>> types) {
        if (!topology.lanes().contains(lane)) {
            throw new IllegalArgumentException(
                    "the job type " + types.iterator().next().name() + " goes to the lane " + lane
                            + ", which is none of " + topology.lanes());
        }
        String channel = key(lane.value());
        ObjectNode ofChannel = channels.putObject(channel);
        ofChannel.put("address", topology.exchange(lane));
        ofChannel.put("description", "The lane " + lane + ". Any routing key arrives; use the job type.");
        ObjectNode listed = ofChannel.putObject("messages");
        ofChannel.putObject("bindings").set("amqp", exchange(lane));

        ObjectNode operation = operations.putObject("run." + channel);
        operation.put("action", "receive");
        operation.put("summary", "A worker runs the jobs of the lane " + lane + ".");
        operation.putObject("channel").put("$ref", "#/channels/" + channel);
        var received = operation.putArray("messages");
        operation
                .putObject("bindings")
                .putObject("amqp")
                .put("deliveryMode", PERSISTENT)
                .put("ack", true)
                .put("bindingVersion", BINDING_VERSION);
        for (JobType<?> type : types) {
            String message = key(type.name().value());
            messages.set(message, message(type));
            listed.putObject(message).put("$ref", "#/components/messages/" + message);
            received.addObject().put("$ref", "#/channels/" + channel + "/messages/" + message);
        }
    }

    private ObjectNode exchange(LaneName lane) {
        ObjectNode binding = document.objectNode();
        binding.put("is", "routingKey");
        binding.putObject("exchange")
                .put("name", topology.exchange(lane))
                .put("type", "topic")
                .put("durable", true)
                .put("autoDelete", false);
        return binding.put("bindingVersion", BINDING_VERSION);
    }

    private ObjectNode message(JobType<?> type) {
        ObjectNode message = document.objectNode();
        message.put("name", type.name().value());
        message.put("title", type.name().value());
        message.put("contentType", "application/json");
        message.putObject("headers").put("$ref", "#/components/schemas/" + HeaderSchema.NAME);
        message.set("payload", schemas.createSchemaReference(type.payloadClass()));
        message.putObject("bindings")
                .putObject("amqp")
                .put("messageType", type.name().value())
                .put("bindingVersion", BINDING_VERSION);
        return message;
    }

    /** A name as AsyncAPI allows it for a component: other characters by their number. */
    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        name.codePoints().forEach(c -> {
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
            key.append(plain ? Character.toString(c) : "_u" + Integer.toHexString(c) + "_");
        });
        return key.toString();
    }
}
