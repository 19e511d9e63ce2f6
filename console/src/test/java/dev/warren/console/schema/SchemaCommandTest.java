package dev.warren.console.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.warren.console.ExitCode;
import dev.warren.console.RunWarren;
import dev.warren.job.JobProvider;
import dev.warren.job.JobRegistry;
import dev.warren.job.JobType;
import dev.warren.topology.LaneName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCommandTest {
    @TempDir
    Path directory;

    record Mail(String to, int attempts) {}

    /** Found by the command. */
    public static final class Mails implements JobProvider {
        /** For the service loader. */
        public Mails() {}

        @Override
        public void register(JobRegistry jobs) {
            jobs.run(JobType.of("email.send", Mail.class), job -> {})
                    .run(JobType.of("count/all", Long.class).onLane(LaneName.BULK), job -> {});
        }

        @Override
        public void start() {
            throw new AssertionError("only the types are wanted");
        }
    }

    @BeforeEach
    void provideJobs() throws IOException {
        Path services = Files.createDirectories(directory.resolve("jobs/META-INF/services"));
        Files.writeString(services.resolve(JobProvider.class.getName()), Mails.class.getName());
    }

    private RunWarren.Ran schema(String... more) {
        String[] arguments = new String[more.length + 3];
        System.arraycopy(new String[] {"schema", "--classpath", "jobs"}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return RunWarren.in(directory).run(arguments);
    }

    private static JsonNode json(String text) throws IOException {
        return new JsonMapper().readTree(text);
    }

    @Test
    void writesTheSchemaOfOneType() throws IOException {
        RunWarren.Ran ran = schema("--type", "email.send");
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
        JsonNode schema = json(ran.out());
        assertThat(schema.get("title").asText()).isEqualTo("email.send");
        assertThat(schema.at("/properties/attempts/maximum").asInt()).isEqualTo(Integer.MAX_VALUE);
        assertThat(schema.get("required")).extracting(JsonNode::asText).contains("to", "attempts");
    }

    @Test
    void writesThoseOfAllTypesAsOneDocument() throws IOException {
        JsonNode all = json(schema().out());
        assertThat(List.copyOf(all.properties().stream()
                        .map(java.util.Map.Entry::getKey)
                        .toList()))
                .containsExactly("email.send", "count/all");
    }

    @Test
    void writesAFileForEachType() throws IOException {
        RunWarren.Ran ran = schema("--out", "contracts/payloads");
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).isEmpty();
        Path folder = directory.resolve("contracts/payloads");
        assertThat(json(Files.readString(folder.resolve("email.send.schema.json")))
                        .has("$schema"))
                .isTrue();
        assertThat(folder.resolve("count_all.schema.json")).isRegularFile();
        assertThat(ran.err()).contains("written to ", "email.send.schema.json");
    }

    @Test
    void writesAnAsyncApiDocument() throws IOException {
        RunWarren.Ran ran = schema("--format", "asyncapi", "--title", "Mails", "--api-version", "7");
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
        JsonNode document = json(ran.out());
        assertThat(document.get("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.at("/info/title").asText()).isEqualTo("Mails");
        assertThat(document.at("/channels/bulk/address").asText()).isEqualTo("jobs.bulk");
        schema("--format", "asyncapi", "--out", ".");
        assertThat(json(Files.readString(directory.resolve("asyncapi.json"))).has("channels"))
                .isTrue();
    }

    @Test
    void saysWhichTypesThereAre() {
        RunWarren.Ran ran = schema("--type", "email.sent");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("no provider has the job type 'email.sent'. Did you mean 'email.send'?"
                        + " There are: email.send, count/all");
    }

    @Test
    void saysWhatAFormatMayBe() {
        RunWarren.Ran ran = schema("--format", "xml");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("--format is 'xml'; it must be json-schema or asyncapi");
    }

    @Test
    void saysThatALaneIsMissing() {
        RunWarren.Ran ran = schema("--format", "asyncapi", "--lanes", "default");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains("goes to the lane bulk, which is none of [default]; name the lanes with --lanes");
    }

    @Test
    void saysThatAFileCannotBeWritten() throws IOException {
        Files.writeString(directory.resolve("taken"), "");
        RunWarren.Ran ran = schema("--out", "taken");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("can't write ", "taken");
    }
}
