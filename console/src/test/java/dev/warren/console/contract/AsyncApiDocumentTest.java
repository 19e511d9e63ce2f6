package dev.warren.console.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SpecVersion;
import dev.warren.job.JobType;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.WireLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AsyncApiDocumentTest {
    private static final JacksonCodec CODEC = JacksonCodec.within(WireLimits.STANDARD);
    private static final List<JobType<?>> TYPES = List.of(
            JobType.of("order.pack", Samples.Order.class).onLane(LaneName.CRITICAL),
            JobType.of("numbers", Samples.Numbers.class),
            JobType.of("times", Samples.Times.class),
            JobType.of("почта/1", Samples.Texts.class),
            JobType.of("tree", Samples.Tree.class).onLane(LaneName.BULK),
            JobType.of("plain", String.class));

    private static JsonNode document() {
        return Validator.tree(AsyncApiDocument.of(Topology.standard(), TYPES, "Shop", "1.2.3"));
    }

    /** The schema that the AsyncAPI initiative publishes; see the notice beside it. */
    private static Validator official() throws IOException {
        try (InputStream in = AsyncApiDocumentTest.class.getResourceAsStream("/asyncapi/3.0.0.json")) {
            return Validator.of(new String(in.readAllBytes(), StandardCharsets.UTF_8), SpecVersion.VersionFlag.V7);
        }
    }

    @Test
    void isValidByTheOfficialSchema() throws IOException {
        assertThat(official().complaints(document())).isEmpty();
    }

    @Test
    void theOfficialSchemaFindsWhatIsWrong() throws IOException {
        Validator official = official();
        for (String path : List.of("/info", "/operations/run.default", "/channels/default/bindings/amqp")) {
            ObjectNode broken = (ObjectNode) document();
            ((ObjectNode) broken.at(path))
                    .put("nonsense", 1)
                    .put("is", "nothing")
                    .put("action", "dance");
            assertThat(official.complaints(broken)).as(path).isNotEmpty();
        }
    }

    @Test
    void hasAChannelForEachLaneWithJobsAndItsExchange() {
        JsonNode document = document();
        assertThat(document.at("/channels/critical/address").asText()).isEqualTo("jobs.critical");
        assertThat(document.at("/channels/default/bindings/amqp/exchange/name").asText())
                .isEqualTo("jobs.default");
        assertThat(document.at("/channels/default/bindings/amqp/bindingVersion").asText())
                .isEqualTo("0.3.0");
        assertThat(document.at("/channels/critical/messages").size()).isEqualTo(1);
        assertThat(document.at("/channels/default/messages").size()).isEqualTo(4);
        assertThat(document.at("/components/messages/order.pack/bindings/amqp/messageType")
                        .asText())
                .isEqualTo("order.pack");
        assertThat(document.at("/components/schemas/warren-job-headers/properties/idempotency-key/type")
                        .asText())
                .isEqualTo("string");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = document();
        List<String> references = new ArrayList<>();
        document.findValuesAsText("$ref", references);
        assertThat(references).hasSizeGreaterThan(15).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
    }

    @Test
    void itsPayloadsAreWhatTheCodecWrites() {
        JsonNode document = document();
        Map<String, Class<? extends Record>> payloads = Map.of(
                "order.pack", Samples.Order.class,
                "numbers", Samples.Numbers.class,
                "times", Samples.Times.class,
                "tree", Samples.Tree.class);
        payloads.forEach((name, type) -> {
            ObjectNode schema = (ObjectNode)
                    document.at("/components/messages/" + name + "/payload").deepCopy();
            schema.set("components", document.get("components"));
            Validator validator = Validator.of(referring(schema), SpecVersion.VersionFlag.V7);
            Samples samples = new Samples(3);
            for (int i = 0; i < 100; i++) {
                byte[] json = CODEC.write(samples.of(type));
                assertThat(validator.complaints(json))
                        .as("%s", new String(json, StandardCharsets.UTF_8))
                        .isEmpty();
            }
            assertThat(validator.complaints("[]".getBytes(StandardCharsets.UTF_8)))
                    .isNotEmpty();
        });
    }

    /** In draft 07 what stands beside a reference is ignored, so the reference moves into a list of one. */
    private static String referring(ObjectNode schema) {
        JsonNode reference = schema.remove("$ref");
        if (reference != null) {
            schema.putArray("allOf").addObject().set("$ref", reference);
        }
        return schema.toString();
    }

    @Test
    void refusesATypeWhoseLaneIsNotThere() {
        JobType<String> elsewhere = JobType.of("t", String.class).onLane(new LaneName("elsewhere"));
        assertThatThrownBy(() -> AsyncApiDocument.of(Topology.standard(), List.of(elsewhere), "t", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the job type t goes to the lane elsewhere");
    }
}
