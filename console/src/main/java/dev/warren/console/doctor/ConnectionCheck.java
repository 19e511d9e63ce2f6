package dev.warren.console.doctor;

import dev.warren.WarrenException;
import dev.warren.broker.Greeting;
import dev.warren.broker.Greeting.Encryption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the broker answers, with which heartbeat and encryption. */
final class ConnectionCheck implements Check {
    private static final Duration SLOW = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofDays(21);

    @Override
    public String name() {
        return "connection";
    }

    @Override
    public List<Finding> look(Patient patient) {
        String address = patient.broker().address();
        try {
            return judged(patient.greeting(), address, Instant.now());
        } catch (WarrenException e) {
            return List.of(Finding.fail(String.valueOf(e.getMessage()), advice(String.valueOf(e.getMessage()))));
        }
    }

    static List<Finding> judged(Greeting greeting, String address, Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(greeting.product() + " " + greeting.version() + " answers at " + address + " within "
                + greeting.roundTrip().toMillis() + " ms" + cluster(greeting)));
        if (greeting.roundTrip().compareTo(SLOW) > 0) {
            findings.add(Finding.note(
                    "an answer takes " + greeting.roundTrip().toMillis()
                            + " ms: batches hide much of that, single publications do not",
                    "run workers near the broker"));
        }
        if (greeting.heartbeat().isZero()) {
            findings.add(Finding.warn(
                    "heartbeats are off: a lost connection is noticed when the network says so, which can take minutes",
                    "set heartbeat = 60 in rabbitmq.conf"));
        } else {
            findings.add(Finding.ok("heartbeat " + greeting.heartbeat().toSeconds()
                    + " s: a silent broker is given up after twice this"));
        }
        findings.add(encryption(greeting.encryption(), now));
        return findings;
    }

    private static String cluster(Greeting greeting) {
        return greeting.cluster().isEmpty() ? "" : ", cluster " + greeting.cluster();
    }

    private static Finding encryption(Optional<Encryption> encryption, Instant now) {
        if (encryption.isEmpty()) {
            return Finding.note("the connection is not encrypted");
        }
        Encryption tls = encryption.get();
        String how = "encrypted with " + tls.protocol() + ", " + tls.cipher();
        Optional<Instant> end = tls.certificateEnds();
        if (end.isPresent() && end.get().isBefore(now.plus(SOON))) {
            return Finding.warn(
                    how + "; the broker's certificate ends at " + end.get(),
                    "renew it in time: nobody can connect afterwards");
        }
        return Finding.ok(how
                + end.map(it -> "; the broker's certificate is good until " + it)
                        .orElse(""));
    }

    /** By the words of the broker, the JVM and the system. */
    static String advice(String message) {
        if (message.contains("ACCESS_REFUSED") || message.contains("Login was refused")) {
            return "check user and password; guest may log in from the broker's own machine only";
        }
        if (message.contains("vhost") || message.contains("NOT_ALLOWED")) {
            return "make the virtual host (rabbitmqctl add_vhost) and give the login rights in it, or correct the end of the URI";
        }
        if (message.contains("PKIX") || message.contains("certificat")) {
            return "name the authority that signed the broker's certificate with --tls-ca, and use the host name that stands"
                    + " in the certificate";
        }
        if (message.contains("Unsupported or unrecognized SSL")) {
            return "this port speaks no TLS: use the TLS port (5671), or amqp:// for plain AMQP";
        }
        return "check host and port, that the broker runs ('rabbitmq-diagnostics ping'), and that no firewall is between";
    }
}
