package dev.warren.console.doctor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this RabbitMQ is one that Warren is tested with. */
final class VersionCheck implements Check {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int LEAST_MINOR_OF_3 = 10;

    @Override
    public String name() {
        return "version";
    }

    @Override
    public List<Finding> look(Patient patient) {
        patient.livingBroker();
        return List.of(judged(patient.greeting().version()));
    }

    static Finding judged(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            return Finding.note("RabbitMQ's version '" + version + "' is none that Warren knows");
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        if (major < 3 || (major == 3 && minor < LEAST_MINOR_OF_3)) {
            return Finding.fail(
                    "RabbitMQ " + version + " is too old: its quorum queues know no message TTL, which delays need",
                    "upgrade to 3.10 or later, best to 4.x");
        }
        if (major == 3) {
            return Finding.note(
                    "RabbitMQ " + version + " works; the 3.x series gets no more fixes from its makers",
                    "plan for 4.x");
        }
        return Finding.ok("RabbitMQ " + version);
    }
}
