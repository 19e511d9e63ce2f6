package dev.warren.topology;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Which names may stand in broker objects. */
final class Names {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern WORKER_ID = Pattern.compile("[A-Za-z0-9._@:-]{1,128}");
    private static final int MAX_JOB_TYPE_BYTES = 128;
    private static final int MAX_BYTES_PER_CHAR = 3;

    /** The words that follow the namespace in names of other objects than lanes. */
    private static final List<String> RESERVED = List.of("control", "dead", "delay", "unrouted", "worker");

    private Names() {}

    static void check(String what, String value, int maxLength) {
        if (value.length() > maxLength || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " '" + value + "' must be 1 to " + maxLength
                    + " characters of a-z, 0-9 and '-', and must not begin with '-'");
        }
    }

    static void refuseReserved(String lane) {
        if (RESERVED.contains(lane)) {
            throw new IllegalArgumentException("lane name '" + lane
                    + "' is taken by an object of the topology; choose another (reserved are " + RESERVED + ")");
        }
    }

    static void checkWorkerId(String workerId) {
        if (!WORKER_ID.matcher(workerId).matches()) {
            throw new IllegalArgumentException(
                    "worker id '" + workerId
                            + "' must be 1 to 128 characters of letters, digits and . _ @ : -, for it names the worker's queue");
        }
    }

    static void checkJobType(String jobType) {
        if (jobType.length() * MAX_BYTES_PER_CHAR > MAX_JOB_TYPE_BYTES
                && jobType.getBytes(StandardCharsets.UTF_8).length > MAX_JOB_TYPE_BYTES) {
            throw new IllegalArgumentException("job type of " + jobType.length() + " characters is longer than "
                    + MAX_JOB_TYPE_BYTES + " bytes, the most that fits a routing key of the delay ladder");
        }
    }
}
